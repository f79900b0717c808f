-- A place where interviews play. Family: web, screen, app, social. ViewsCounter: latest, resets, delta. Settings is encrypted where it holds secrets.
CREATE TABLE Channel (
    Id BLOB NOT NULL,
    Code TEXT NOT NULL,
    Name TEXT NOT NULL,
    Family TEXT NOT NULL,
    Connector TEXT NOT NULL,
    Settings TEXT NOT NULL,
    ViewsCounter TEXT NOT NULL,
    HoldSeconds INTEGER NOT NULL,
    AllowsPrivate INTEGER NOT NULL DEFAULT 0,
    Version INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT PK_Channel PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_Channel_Code ON Channel (Code);

-- A webhook secret, encrypted; one that was rotated away still holds until ExpiresAt.
CREATE TABLE ChannelSecret (
    Id BLOB NOT NULL,
    ChannelId BLOB NOT NULL REFERENCES Channel (Id),
    Protected TEXT NOT NULL,
    CreatedAt INTEGER NOT NULL,
    ExpiresAt INTEGER,
    CONSTRAINT PK_ChannelSecret PRIMARY KEY (Id)
);
CREATE INDEX IX_ChannelSecret_Channel ON ChannelSecret (ChannelId);

-- The channels that an interview of a series gets by default. ExternalId may hold {interviewId} and {unitCode}.
CREATE TABLE SeriesChannel (
    SeriesId BLOB NOT NULL REFERENCES Series (Id),
    ChannelId BLOB NOT NULL REFERENCES Channel (Id),
    ExternalIdPattern TEXT NOT NULL,
    CONSTRAINT PK_SeriesChannel PRIMARY KEY (SeriesId, ChannelId)
) WITHOUT ROWID;

-- One interview on one channel: a broadcast. HookKey is the external id where deliveries find the airing by it (webhooks), and null where each is pulled for itself.
CREATE TABLE Airing (
    Id BLOB NOT NULL,
    InterviewId BLOB NOT NULL REFERENCES Interview (Id),
    ChannelId BLOB NOT NULL REFERENCES Channel (Id),
    ExternalId TEXT NOT NULL,
    HookKey TEXT,
    Url TEXT,
    CreatedAt INTEGER NOT NULL,
    CONSTRAINT PK_Airing PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_Airing_Interview ON Airing (InterviewId, ChannelId, ExternalId);
CREATE UNIQUE INDEX UX_Airing_HookKey ON Airing (ChannelId, HookKey) WHERE HookKey IS NOT NULL;

-- How the last pulls of a channel went; an outage survives a restart.
CREATE TABLE ChannelHealth (
    ChannelId BLOB NOT NULL REFERENCES Channel (Id),
    LastGoodAt INTEGER,
    FailingSince INTEGER,
    Failures INTEGER NOT NULL DEFAULT 0,
    NotBefore INTEGER,
    Problem TEXT,
    CONSTRAINT PK_ChannelHealth PRIMARY KEY (ChannelId)
);
