-- A place where interviews play. Family: web, screen, app, social. ViewsCounter: latest, resets, delta. Settings is encrypted where it holds secrets.
CREATE TABLE Channel (
    Id BINARY(16) NOT NULL,
    Code NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    Name NVARCHAR(200) NOT NULL,
    Family VARCHAR(10) NOT NULL,
    Connector VARCHAR(40) NOT NULL,
    Settings NVARCHAR(MAX) NOT NULL,
    ViewsCounter VARCHAR(10) NOT NULL,
    HoldSeconds INT NOT NULL,
    AllowsPrivate BIT NOT NULL DEFAULT 0,
    Version INT NOT NULL DEFAULT 1,
    CONSTRAINT PK_Channel PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_Channel_Code ON Channel (Code);

-- A webhook secret, encrypted; one that was rotated away still holds until ExpiresAt.
CREATE TABLE ChannelSecret (
    Id BINARY(16) NOT NULL,
    ChannelId BINARY(16) NOT NULL REFERENCES Channel (Id),
    Protected NVARCHAR(MAX) NOT NULL,
    CreatedAt BIGINT NOT NULL,
    ExpiresAt BIGINT,
    CONSTRAINT PK_ChannelSecret PRIMARY KEY (Id)
);
CREATE INDEX IX_ChannelSecret_Channel ON ChannelSecret (ChannelId);

-- The channels that an interview of a series gets by default. ExternalId may hold {interviewId} and {unitCode}.
CREATE TABLE SeriesChannel (
    SeriesId BINARY(16) NOT NULL REFERENCES Series (Id),
    ChannelId BINARY(16) NOT NULL REFERENCES Channel (Id),
    ExternalIdPattern NVARCHAR(300) NOT NULL,
    CONSTRAINT PK_SeriesChannel PRIMARY KEY (SeriesId, ChannelId)
);

-- One interview on one channel: a broadcast. HookKey is the external id where deliveries find the airing by it (webhooks), and null where each is pulled for itself.
CREATE TABLE Airing (
    Id BINARY(16) NOT NULL,
    InterviewId BINARY(16) NOT NULL REFERENCES Interview (Id),
    ChannelId BINARY(16) NOT NULL REFERENCES Channel (Id),
    ExternalId NVARCHAR(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
    HookKey NVARCHAR(300) COLLATE Latin1_General_100_BIN2,
    Url NVARCHAR(2000),
    CreatedAt BIGINT NOT NULL,
    CONSTRAINT PK_Airing PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_Airing_Interview ON Airing (InterviewId, ChannelId, ExternalId);
CREATE UNIQUE INDEX UX_Airing_HookKey ON Airing (ChannelId, HookKey) WHERE HookKey IS NOT NULL;

-- How the last pulls of a channel went; an outage survives a restart.
CREATE TABLE ChannelHealth (
    ChannelId BINARY(16) NOT NULL REFERENCES Channel (Id),
    LastGoodAt BIGINT,
    FailingSince BIGINT,
    Failures INT NOT NULL DEFAULT 0,
    NotBefore BIGINT,
    Problem NVARCHAR(1000),
    CONSTRAINT PK_ChannelHealth PRIMARY KEY (ChannelId)
);
