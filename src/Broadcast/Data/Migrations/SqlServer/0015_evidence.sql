-- How a platform's export reads: which column is what. One for each channel; Mapping is JSON.
CREATE TABLE ImportMapping (
    ChannelId BINARY(16) NOT NULL REFERENCES Channel (Id),
    Mapping NVARCHAR(MAX) NOT NULL,
    UpdatedAt BIGINT NOT NULL,
    UpdatedBy NVARCHAR(200) NOT NULL,
    Version INT NOT NULL DEFAULT 1,
    CONSTRAINT PK_ImportMapping PRIMARY KEY (ChannelId)
);

-- An export that was imported, kept as it came. State: draft (sent, and nothing of it counted yet) or done. ContentKey: the hash of its bytes, of the mapping it was read by and of the broadcast it was said to be about; the same once more changes nothing.
CREATE TABLE FigureImport (
    Id BINARY(16) NOT NULL,
    ChannelId BINARY(16) NOT NULL REFERENCES Channel (Id),
    AiringId BINARY(16),
    State VARCHAR(10) NOT NULL,
    ContentKey BINARY(32) NOT NULL,
    Name NVARCHAR(200) NOT NULL,
    Kind VARCHAR(10) NOT NULL,
    Bytes BIGINT NOT NULL,
    Sha256 BINARY(32) NOT NULL,
    Mapping NVARCHAR(MAX) NOT NULL,
    FileRows INT NOT NULL,
    Accepted INT NOT NULL,
    Duplicates INT NOT NULL,
    Rejected INT NOT NULL,
    ImportedBy NVARCHAR(200) NOT NULL,
    ImportedAt BIGINT NOT NULL,
    CONSTRAINT PK_FigureImport PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_FigureImport_Content ON FigureImport (ChannelId, ContentKey);

CREATE TABLE FigureImportPart (
    ImportId BINARY(16) NOT NULL REFERENCES FigureImport (Id),
    Part INT NOT NULL,
    Body VARBINARY(MAX) NOT NULL,
    CONSTRAINT PK_FigureImportPart PRIMARY KEY (ImportId, Part)
);

-- Deliveries that are rows of an export, with their line in it. They read by the mapping they carry, whatever their channel's connector.
CREATE TABLE ImportedRow (
    DeliveryId BINARY(16) NOT NULL,
    ImportId BINARY(16) NOT NULL REFERENCES FigureImport (Id),
    Line INT NOT NULL,
    CONSTRAINT PK_ImportedRow PRIMARY KEY (DeliveryId)
);
CREATE INDEX IX_ImportedRow_Import ON ImportedRow (ImportId, Line);

-- What a search of the evidence asks for beside time: what is not as it should be, and the arrivals that do not hold their webhook id.
CREATE INDEX IX_Delivery_State ON Delivery (ChannelId, State, Id) WHERE State <> 'accepted';
CREATE INDEX IX_Delivery_Again ON Delivery (ChannelId, WebhookId) WHERE Holds = 0;

-- Somebody who is told what happens, by a signed webhook of ours. Events: words parted by spaces. Milestones: JSON array of views. Secret and OldSecret are encrypted; the old one signs as well until OldSecretUntil.
CREATE TABLE Subscription (
    Id BINARY(16) NOT NULL,
    Name NVARCHAR(200) NOT NULL,
    Url NVARCHAR(2000) NOT NULL,
    Events VARCHAR(400) NOT NULL,
    Milestones VARCHAR(4000) NOT NULL,
    SeriesId BINARY(16) REFERENCES Series (Id),
    AllowsPrivate BIT NOT NULL,
    IsActive BIT NOT NULL,
    Secret NVARCHAR(1000) NOT NULL,
    OldSecret NVARCHAR(1000),
    OldSecretUntil BIGINT,
    CreatedBy NVARCHAR(200) NOT NULL,
    CreatedAt BIGINT NOT NULL,
    Version INT NOT NULL DEFAULT 1,
    CONSTRAINT PK_Subscription PRIMARY KEY (Id)
);

-- What is said to a subscription: one message for each cause, by a unique index. State: queued, sent, dead. Body is what is sent, to the byte; DueAt: when it is tried next, and whoever moves it from what it was has claimed the message.
CREATE TABLE SubscriptionMessage (
    Id BINARY(16) NOT NULL,
    SubscriptionId BINARY(16) NOT NULL REFERENCES Subscription (Id),
    Cause VARCHAR(200) NOT NULL,
    Event VARCHAR(40) NOT NULL,
    Body NVARCHAR(MAX) NOT NULL,
    State VARCHAR(10) NOT NULL,
    Attempts INT NOT NULL,
    CreatedAt BIGINT NOT NULL,
    DueAt BIGINT NOT NULL,
    GiveUpAt BIGINT NOT NULL,
    SentAt BIGINT,
    HttpStatus INT,
    Answer NVARCHAR(1000),
    CONSTRAINT PK_SubscriptionMessage PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_SubscriptionMessage_Cause ON SubscriptionMessage (SubscriptionId, Cause);
CREATE INDEX IX_SubscriptionMessage_Due ON SubscriptionMessage (State, DueAt);
CREATE INDEX IX_SubscriptionMessage_Subscription ON SubscriptionMessage (SubscriptionId, Id);

-- The milestones that a series has passed, for each subscription that asks for them; those it had passed before are written with the subscription and never told.
CREATE TABLE SubscriptionMilestone (
    SubscriptionId BINARY(16) NOT NULL REFERENCES Subscription (Id),
    SeriesId BINARY(16) NOT NULL REFERENCES Series (Id),
    Views BIGINT NOT NULL,
    ReachedAt BIGINT NOT NULL,
    CONSTRAINT PK_SubscriptionMilestone PRIMARY KEY (SubscriptionId, SeriesId, Views)
);

-- The state of each interview that was told last, to be compared with what is so. Turn rises with each telling, so that a second closing is another cause. What is missing waits for its day.
CREATE TABLE InterviewTold (
    InterviewId BINARY(16) NOT NULL REFERENCES Interview (Id),
    State VARCHAR(10) NOT NULL,
    Turn INT NOT NULL,
    CONSTRAINT PK_InterviewTold PRIMARY KEY (InterviewId)
);
INSERT INTO InterviewTold (InterviewId, State, Turn) SELECT Id, State, 0 FROM Interview WHERE State IN ('live', 'ended', 'closed', 'cancelled');
