-- How a platform's export reads: which column is what. One for each channel; Mapping is JSON.
CREATE TABLE ImportMapping (
    ChannelId BLOB NOT NULL REFERENCES Channel (Id),
    Mapping TEXT NOT NULL,
    UpdatedAt INTEGER NOT NULL,
    UpdatedBy TEXT NOT NULL,
    Version INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT PK_ImportMapping PRIMARY KEY (ChannelId)
);

-- An export that was imported, kept as it came. State: draft (sent, and nothing of it counted yet) or done. ContentKey: the hash of its bytes, of the mapping it was read by and of the broadcast it was said to be about; the same once more changes nothing.
CREATE TABLE FigureImport (
    Id BLOB NOT NULL,
    ChannelId BLOB NOT NULL REFERENCES Channel (Id),
    AiringId BLOB,
    State TEXT NOT NULL,
    ContentKey BLOB NOT NULL,
    Name TEXT NOT NULL,
    Kind TEXT NOT NULL,
    Bytes INTEGER NOT NULL,
    Sha256 BLOB NOT NULL,
    Mapping TEXT NOT NULL,
    FileRows INTEGER NOT NULL,
    Accepted INTEGER NOT NULL,
    Duplicates INTEGER NOT NULL,
    Rejected INTEGER NOT NULL,
    ImportedBy TEXT NOT NULL,
    ImportedAt INTEGER NOT NULL,
    CONSTRAINT PK_FigureImport PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_FigureImport_Content ON FigureImport (ChannelId, ContentKey);

CREATE TABLE FigureImportPart (
    ImportId BLOB NOT NULL REFERENCES FigureImport (Id),
    Part INTEGER NOT NULL,
    Body BLOB NOT NULL,
    CONSTRAINT PK_FigureImportPart PRIMARY KEY (ImportId, Part)
);

-- Deliveries that are rows of an export, with their line in it. They read by the mapping they carry, whatever their channel's connector.
CREATE TABLE ImportedRow (
    DeliveryId BLOB NOT NULL,
    ImportId BLOB NOT NULL REFERENCES FigureImport (Id),
    Line INTEGER NOT NULL,
    CONSTRAINT PK_ImportedRow PRIMARY KEY (DeliveryId)
) WITHOUT ROWID;
CREATE INDEX IX_ImportedRow_Import ON ImportedRow (ImportId, Line);

-- What a search of the evidence asks for beside time: what is not as it should be, and the arrivals that do not hold their webhook id.
CREATE INDEX IX_Delivery_State ON Delivery (ChannelId, State, Id) WHERE State <> 'accepted';
CREATE INDEX IX_Delivery_Again ON Delivery (ChannelId, WebhookId) WHERE Holds = 0;

-- Somebody who is told what happens, by a signed webhook of ours. Events: words parted by spaces. Milestones: JSON array of views. Secret and OldSecret are encrypted; the old one signs as well until OldSecretUntil.
CREATE TABLE Subscription (
    Id BLOB NOT NULL,
    Name TEXT NOT NULL,
    Url TEXT NOT NULL,
    Events TEXT NOT NULL,
    Milestones TEXT NOT NULL,
    SeriesId BLOB REFERENCES Series (Id),
    AllowsPrivate INTEGER NOT NULL,
    IsActive INTEGER NOT NULL,
    Secret TEXT NOT NULL,
    OldSecret TEXT,
    OldSecretUntil INTEGER,
    CreatedBy TEXT NOT NULL,
    CreatedAt INTEGER NOT NULL,
    Version INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT PK_Subscription PRIMARY KEY (Id)
);

-- What is said to a subscription: one message for each cause, by a unique index. State: queued, sent, dead. Body is what is sent, to the byte; DueAt: when it is tried next, and whoever moves it from what it was has claimed the message.
CREATE TABLE SubscriptionMessage (
    Id BLOB NOT NULL,
    SubscriptionId BLOB NOT NULL REFERENCES Subscription (Id),
    Cause TEXT NOT NULL,
    Event TEXT NOT NULL,
    Body TEXT NOT NULL,
    State TEXT NOT NULL,
    Attempts INTEGER NOT NULL,
    CreatedAt INTEGER NOT NULL,
    DueAt INTEGER NOT NULL,
    GiveUpAt INTEGER NOT NULL,
    SentAt INTEGER,
    HttpStatus INTEGER,
    Answer TEXT,
    CONSTRAINT PK_SubscriptionMessage PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_SubscriptionMessage_Cause ON SubscriptionMessage (SubscriptionId, Cause);
CREATE INDEX IX_SubscriptionMessage_Due ON SubscriptionMessage (State, DueAt);
CREATE INDEX IX_SubscriptionMessage_Subscription ON SubscriptionMessage (SubscriptionId, Id);

-- The milestones that a series has passed, for each subscription that asks for them; those it had passed before are written with the subscription and never told.
CREATE TABLE SubscriptionMilestone (
    SubscriptionId BLOB NOT NULL REFERENCES Subscription (Id),
    SeriesId BLOB NOT NULL REFERENCES Series (Id),
    Views INTEGER NOT NULL,
    ReachedAt INTEGER NOT NULL,
    CONSTRAINT PK_SubscriptionMilestone PRIMARY KEY (SubscriptionId, SeriesId, Views)
) WITHOUT ROWID;

-- The state of each interview that was told last, to be compared with what is so. Turn rises with each telling, so that a second closing is another cause. What is missing waits for its day.
CREATE TABLE InterviewTold (
    InterviewId BLOB NOT NULL REFERENCES Interview (Id),
    State TEXT NOT NULL,
    Turn INTEGER NOT NULL,
    CONSTRAINT PK_InterviewTold PRIMARY KEY (InterviewId)
) WITHOUT ROWID;
INSERT INTO InterviewTold (InterviewId, State, Turn) SELECT Id, State, 0 FROM Interview WHERE State IN ('live', 'ended', 'closed', 'cancelled');
