-- When an interview was closed, and when it was opened again. What is received while it is closed is kept and does not count until then.
CREATE TABLE Closing (
    InterviewId BINARY(16) NOT NULL REFERENCES Interview (Id),
    ClosedAt BIGINT NOT NULL,
    ReopenedAt BIGINT,
    CONSTRAINT PK_Closing PRIMARY KEY (InterviewId, ClosedAt)
);
CREATE UNIQUE INDEX UX_Closing_Standing ON Closing (InterviewId) WHERE ReopenedAt IS NULL;

-- The closing that an interview's figures are computed for; no row: none.
CREATE TABLE FigureClosing (
    InterviewId BINARY(16) NOT NULL REFERENCES Interview (Id),
    ClosedAt BIGINT NOT NULL,
    CONSTRAINT PK_FigureClosing PRIMARY KEY (InterviewId)
);

-- How a channel's figures were to be read, since when; no row: as its row says, from the beginning. A closed interview keeps the rules it was closed with.
CREATE TABLE ChannelRule (
    ChannelId BINARY(16) NOT NULL REFERENCES Channel (Id),
    Since BIGINT NOT NULL,
    ViewsCounter VARCHAR(10) NOT NULL,
    HoldSeconds INT NOT NULL,
    CONSTRAINT PK_ChannelRule PRIMARY KEY (ChannelId, Since)
);

-- Every time a delivery was taken in again; the row of the delivery knows the last one.
CREATE TABLE DeliveryReplay (
    DeliveryId BINARY(16) NOT NULL REFERENCES Delivery (Id),
    At BIGINT NOT NULL,
    CONSTRAINT PK_DeliveryReplay PRIMARY KEY (DeliveryId, At)
);

-- Readings that came after their interview was closed: kept beside the others until it is opened again.
CREATE TABLE HeldReading (
    AiringId BINARY(16) NOT NULL,
    ObservedAt BIGINT NOT NULL,
    DeliveryId BINARY(16) NOT NULL,
    Ordinal INT NOT NULL,
    Concurrent BIGINT,
    Views BIGINT,
    CONSTRAINT PK_HeldReading PRIMARY KEY (AiringId, ObservedAt, DeliveryId, Ordinal)
);

-- What few readings carry beside their figures. KnownAt: the replay since when it counts, where that is not its arrival. ViewsText, ViewsMinus, ViewsPlus: a rounded figure as it was written,
-- and how far the true one may lie below and above. Displayed, Heat, PlatformPeak: figures of other kinds, kept and never added.
CREATE TABLE ReadingExtra (
    AiringId BINARY(16) NOT NULL,
    ObservedAt BIGINT NOT NULL,
    DeliveryId BINARY(16) NOT NULL,
    Ordinal INT NOT NULL,
    KnownAt BIGINT,
    ViewsText NVARCHAR(64),
    ViewsMinus BIGINT NOT NULL,
    ViewsPlus BIGINT NOT NULL,
    Displayed BIGINT,
    Heat BIGINT,
    PlatformPeak BIGINT,
    CONSTRAINT PK_ReadingExtra PRIMARY KEY (AiringId, ObservedAt, DeliveryId, Ordinal)
);

-- How far the true total of an airing may lie below and above its views; only airings that ever had a rounded figure.
CREATE TABLE AiringRounding (
    AiringId BINARY(16) NOT NULL,
    ViewsMinus DECIMAL(28, 0) NOT NULL,
    ViewsPlus DECIMAL(28, 0) NOT NULL,
    CONSTRAINT PK_AiringRounding PRIMARY KEY (AiringId)
);

-- How many days the bodies of a series' deliveries are kept; no row: for ever.
CREATE TABLE EvidenceRule (
    SeriesId BINARY(16) NOT NULL REFERENCES Series (Id),
    Days INT NOT NULL,
    CONSTRAINT PK_EvidenceRule PRIMARY KEY (SeriesId)
);

-- A body that was dropped by that rule: how long it was, and the readings it had held (JSON), which are left.
CREATE TABLE DroppedBody (
    DeliveryId BINARY(16) NOT NULL REFERENCES Delivery (Id),
    DroppedAt BIGINT NOT NULL,
    Bytes INT NOT NULL,
    Readings NVARCHAR(MAX) NOT NULL,
    CONSTRAINT PK_DroppedBody PRIMARY KEY (DeliveryId)
);

-- Up to which arrival the deliveries of a closed interview were gone through.
CREATE TABLE EvidenceSweep (
    InterviewId BINARY(16) NOT NULL REFERENCES Interview (Id),
    UpTo BIGINT NOT NULL,
    CONSTRAINT PK_EvidenceSweep PRIMARY KEY (InterviewId)
);

-- A series' total with the hash of all that went into it, signed. State: queued, running, done, failed. Signed: the certificate as a compact JWS.
CREATE TABLE Certificate (
    Id BINARY(16) NOT NULL,
    SeriesId BINARY(16) NOT NULL REFERENCES Series (Id),
    State VARCHAR(10) NOT NULL,
    Progress FLOAT NOT NULL,
    Attempts INT NOT NULL,
    RequestedBy NVARCHAR(200) NOT NULL,
    RequestedAt BIGINT NOT NULL,
    StartedAt BIGINT,
    FinishedAt BIGINT,
    Signed NVARCHAR(MAX),
    Problem NVARCHAR(2000),
    CONSTRAINT PK_Certificate PRIMARY KEY (Id)
);
CREATE INDEX IX_Certificate_Series ON Certificate (SeriesId, Id);
CREATE INDEX IX_Certificate_Unfinished ON Certificate (Id) WHERE FinishedAt IS NULL;
CREATE INDEX IX_SeriesAudit_Series ON SeriesAudit (SeriesId, Id);
