-- One message that brought figures, as it came. State: accepted, partial, rejected, duplicate, conflict. Holds: the first of its webhook id, the one that counts. ReplayedAt: the last time it was taken in again; broadcasts known by then count.
CREATE TABLE Delivery (
    Id BINARY(16) NOT NULL,
    ChannelId BINARY(16) NOT NULL REFERENCES Channel (Id),
    AiringId BINARY(16),
    WebhookId NVARCHAR(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
    ReceivedAt BIGINT NOT NULL,
    ReplayedAt BIGINT,
    State VARCHAR(10) NOT NULL,
    Sha256 BINARY(32) NOT NULL,
    Headers NVARCHAR(MAX) NOT NULL,
    Body VARBINARY(MAX) NOT NULL,
    Readings INT NOT NULL,
    Problem NVARCHAR(2000),
    Holds BIT NOT NULL,
    CONSTRAINT PK_Delivery PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_Delivery_WebhookId ON Delivery (ChannelId, WebhookId) WHERE Holds = 1;
CREATE INDEX IX_Delivery_Channel ON Delivery (ChannelId, Id);

-- Deliveries that are acknowledged and not yet taken into readings. A table of its own: the delivery itself is never written again, however large it is.
CREATE TABLE PendingDelivery (
    DeliveryId BINARY(16) NOT NULL,
    CONSTRAINT PK_PendingDelivery PRIMARY KEY (DeliveryId)
);

-- One observed figure of one airing, out of one delivery. A set: the same delivery taken in twice adds nothing.
CREATE TABLE Reading (
    AiringId BINARY(16) NOT NULL,
    ObservedAt BIGINT NOT NULL,
    DeliveryId BINARY(16) NOT NULL,
    Ordinal INT NOT NULL,
    Concurrent BIGINT,
    Views BIGINT,
    CONSTRAINT PK_Reading PRIMARY KEY (AiringId, ObservedAt, DeliveryId, Ordinal)
);

-- What an airing gained in one minute (UTC): increments of views, and held audience within the interview's window.
CREATE TABLE AiringMinute (
    AiringId BINARY(16) NOT NULL,
    Minute BIGINT NOT NULL,
    HasGauge BIT NOT NULL,
    HasCounter BIT NOT NULL,
    Views DECIMAL(28, 0) NOT NULL,
    LiveViews DECIMAL(28, 0) NOT NULL,
    WatchMs DECIMAL(28, 0) NOT NULL,
    CoveredMs BIGINT NOT NULL,
    CONSTRAINT PK_AiringMinute PRIMARY KEY (AiringId, Minute)
);

-- The greatest sum of gauges over an interview's airings in one minute, at all and within the window.
CREATE TABLE InterviewMinute (
    InterviewId BINARY(16) NOT NULL,
    Minute BIGINT NOT NULL,
    Peak DECIMAL(28, 0) NOT NULL,
    PeakAt BIGINT NOT NULL,
    MaxInWindow DECIMAL(28, 0) NOT NULL,
    CONSTRAINT PK_InterviewMinute PRIMARY KEY (InterviewId, Minute)
);

-- The sums of an airing's minutes by local day of the series.
CREATE TABLE AiringDay (
    AiringId BINARY(16) NOT NULL,
    LocalDay CHAR(10) NOT NULL,
    Views DECIMAL(28, 0) NOT NULL,
    LiveViews DECIMAL(28, 0) NOT NULL,
    WatchMs DECIMAL(28, 0) NOT NULL,
    CONSTRAINT PK_AiringDay PRIMARY KEY (AiringId, LocalDay)
);

-- The sums of an airing's minutes, and the rules they were computed by.
CREATE TABLE AiringTotal (
    AiringId BINARY(16) NOT NULL,
    InterviewId BINARY(16) NOT NULL,
    Views DECIMAL(28, 0) NOT NULL,
    LiveViews DECIMAL(28, 0) NOT NULL,
    WatchMs DECIMAL(28, 0) NOT NULL,
    CoveredMs BIGINT NOT NULL,
    ReportsGauge BIT NOT NULL,
    ReportsViews BIT NOT NULL,
    LastReadingAt BIGINT,
    LastGaugeAt BIGINT,
    LastCounterAt BIGINT,
    ViewsCounter VARCHAR(10) NOT NULL,
    HoldSeconds INT NOT NULL,
    Revision BIGINT NOT NULL,
    CONSTRAINT PK_AiringTotal PRIMARY KEY (AiringId)
);
CREATE INDEX IX_AiringTotal_Interview ON AiringTotal (InterviewId);

-- An interview's peak, and the window its figures were computed for.
CREATE TABLE InterviewTotal (
    InterviewId BINARY(16) NOT NULL,
    Peak DECIMAL(28, 0) NOT NULL,
    PeakAt BIGINT,
    WindowStart BIGINT,
    WindowEnd BIGINT,
    UpdatedAt BIGINT NOT NULL,
    CONSTRAINT PK_InterviewTotal PRIMARY KEY (InterviewId)
);
