-- One message that brought figures, as it came. State: accepted, partial, rejected, duplicate, conflict. Holds: the first of its webhook id, the one that counts. ReplayedAt: the last time it was taken in again; broadcasts known by then count.
CREATE TABLE Delivery (
    Id BLOB NOT NULL,
    ChannelId BLOB NOT NULL REFERENCES Channel (Id),
    AiringId BLOB,
    WebhookId TEXT NOT NULL,
    ReceivedAt INTEGER NOT NULL,
    ReplayedAt INTEGER,
    State TEXT NOT NULL,
    Sha256 BLOB NOT NULL,
    Headers TEXT NOT NULL,
    Body BLOB NOT NULL,
    Readings INTEGER NOT NULL,
    Problem TEXT,
    Holds INTEGER NOT NULL,
    CONSTRAINT PK_Delivery PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_Delivery_WebhookId ON Delivery (ChannelId, WebhookId) WHERE Holds = 1;
CREATE INDEX IX_Delivery_Channel ON Delivery (ChannelId, Id);

-- Deliveries that are acknowledged and not yet taken into readings. A table of its own: the delivery itself is never written again, however large it is.
CREATE TABLE PendingDelivery (
    DeliveryId BLOB NOT NULL,
    CONSTRAINT PK_PendingDelivery PRIMARY KEY (DeliveryId)
) WITHOUT ROWID;

-- One observed figure of one airing, out of one delivery. A set: the same delivery taken in twice adds nothing.
CREATE TABLE Reading (
    AiringId BLOB NOT NULL,
    ObservedAt INTEGER NOT NULL,
    DeliveryId BLOB NOT NULL,
    Ordinal INTEGER NOT NULL,
    Concurrent INTEGER,
    Views INTEGER,
    CONSTRAINT PK_Reading PRIMARY KEY (AiringId, ObservedAt, DeliveryId, Ordinal)
) WITHOUT ROWID;

-- What an airing gained in one minute (UTC): increments of views, and held audience within the interview's window.
CREATE TABLE AiringMinute (
    AiringId BLOB NOT NULL,
    Minute INTEGER NOT NULL,
    HasGauge INTEGER NOT NULL,
    HasCounter INTEGER NOT NULL,
    Views TEXT NOT NULL,
    LiveViews TEXT NOT NULL,
    WatchMs TEXT NOT NULL,
    CoveredMs INTEGER NOT NULL,
    CONSTRAINT PK_AiringMinute PRIMARY KEY (AiringId, Minute)
) WITHOUT ROWID;

-- The greatest sum of gauges over an interview's airings in one minute, at all and within the window.
CREATE TABLE InterviewMinute (
    InterviewId BLOB NOT NULL,
    Minute INTEGER NOT NULL,
    Peak TEXT NOT NULL,
    PeakAt INTEGER NOT NULL,
    MaxInWindow TEXT NOT NULL,
    CONSTRAINT PK_InterviewMinute PRIMARY KEY (InterviewId, Minute)
) WITHOUT ROWID;

-- The sums of an airing's minutes by local day of the series.
CREATE TABLE AiringDay (
    AiringId BLOB NOT NULL,
    LocalDay TEXT NOT NULL,
    Views TEXT NOT NULL,
    LiveViews TEXT NOT NULL,
    WatchMs TEXT NOT NULL,
    CONSTRAINT PK_AiringDay PRIMARY KEY (AiringId, LocalDay)
) WITHOUT ROWID;

-- The sums of an airing's minutes, and the rules they were computed by.
CREATE TABLE AiringTotal (
    AiringId BLOB NOT NULL,
    InterviewId BLOB NOT NULL,
    Views TEXT NOT NULL,
    LiveViews TEXT NOT NULL,
    WatchMs TEXT NOT NULL,
    CoveredMs INTEGER NOT NULL,
    ReportsGauge INTEGER NOT NULL,
    ReportsViews INTEGER NOT NULL,
    LastReadingAt INTEGER,
    LastGaugeAt INTEGER,
    LastCounterAt INTEGER,
    ViewsCounter TEXT NOT NULL,
    HoldSeconds INTEGER NOT NULL,
    Revision INTEGER NOT NULL,
    CONSTRAINT PK_AiringTotal PRIMARY KEY (AiringId)
);
CREATE INDEX IX_AiringTotal_Interview ON AiringTotal (InterviewId);

-- An interview's peak, and the window its figures were computed for.
CREATE TABLE InterviewTotal (
    InterviewId BLOB NOT NULL,
    Peak TEXT NOT NULL,
    PeakAt INTEGER,
    WindowStart INTEGER,
    WindowEnd INTEGER,
    UpdatedAt INTEGER NOT NULL,
    CONSTRAINT PK_InterviewTotal PRIMARY KEY (InterviewId)
);
