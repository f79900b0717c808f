-- Series whose slots are released by themselves when a principal guest lets the deadline pass; no row: a producer decides.
CREATE TABLE SeriesRelease (
    SeriesId BINARY(16) NOT NULL REFERENCES Series (Id),
    CONSTRAINT PK_SeriesRelease PRIMARY KEY (SeriesId)
);

-- Everything that came back from guests, also what was not applied. Via: page, program, calendar, mail, behalf. State: applied, outdated, refused, unknown. Note: why it was not applied.
-- MessageKey: the hash of what names a mail, so that each is taken once; none for what did not come by mail.
CREATE TABLE GuestReply (
    Id BINARY(16) NOT NULL,
    InterviewId BINARY(16),
    InvitationId BINARY(16),
    Via VARCHAR(10) NOT NULL,
    ByName NVARCHAR(300) NOT NULL,
    Answer VARCHAR(10) NOT NULL,
    Reason NVARCHAR(1000),
    Sequence INT,
    State VARCHAR(10) NOT NULL,
    Note NVARCHAR(1000),
    MessageKey BINARY(32),
    ReceivedAt BIGINT NOT NULL,
    CONSTRAINT PK_GuestReply PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_GuestReply_Message ON GuestReply (MessageKey) WHERE MessageKey IS NOT NULL;
CREATE INDEX IX_GuestReply_Interview ON GuestReply (InterviewId, Id);
CREATE INDEX IX_GuestReply_Invitation ON GuestReply (InvitationId, Id);

-- How far the mailbox for answers was read. Uids count only as long as their validity is the same (RFC 3501).
CREATE TABLE MailboxPlace (
    Name NVARCHAR(200) NOT NULL,
    UidValidity BIGINT NOT NULL,
    LastUid BIGINT NOT NULL,
    Problem NVARCHAR(1000),
    ReadAt BIGINT NOT NULL,
    CONSTRAINT PK_MailboxPlace PRIMARY KEY (Name)
);

-- What a guest wants to say in a part of the interview.
CREATE TABLE TalkingPoint (
    InvitationId BINARY(16) NOT NULL REFERENCES Invitation (Id),
    SegmentKey NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    Words NVARCHAR(4000) NOT NULL,
    ChangedAt BIGINT NOT NULL,
    CONSTRAINT PK_TalkingPoint PRIMARY KEY (InvitationId, SegmentKey)
);

-- What a guest hands in to prepare. Kind is what the bytes are, whatever the name said.
CREATE TABLE GuestFile (
    Id BINARY(16) NOT NULL,
    InvitationId BINARY(16) NOT NULL REFERENCES Invitation (Id),
    Name NVARCHAR(200) NOT NULL,
    Kind VARCHAR(10) NOT NULL,
    Bytes BIGINT NOT NULL,
    Sha256 BINARY(32) NOT NULL,
    SentAt BIGINT NOT NULL,
    CONSTRAINT PK_GuestFile PRIMARY KEY (Id)
);
CREATE INDEX IX_GuestFile_Invitation ON GuestFile (InvitationId, Id);

-- Its bytes, in parts, so that memory does not grow with the file.
CREATE TABLE GuestFilePart (
    FileId BINARY(16) NOT NULL REFERENCES GuestFile (Id),
    Part INT NOT NULL,
    Body VARBINARY(MAX) NOT NULL,
    CONSTRAINT PK_GuestFilePart PRIMARY KEY (FileId, Part)
);

-- A way out beside mail: a robot of a group, or a gateway for short messages. Format: wecom, dingtalk, http. Audience: group, guest. The address holds a key, so it is encrypted like the secret.
-- IsRepeatable: the receiver knows a message by its Idempotency-Key, so that one whose answer was lost may be sent again.
CREATE TABLE MessageWay (
    Id BINARY(16) NOT NULL,
    Name NVARCHAR(200) NOT NULL,
    Format VARCHAR(10) NOT NULL,
    Audience VARCHAR(10) NOT NULL,
    AddressProtected NVARCHAR(MAX) NOT NULL,
    SecretProtected NVARCHAR(MAX),
    Kinds NVARCHAR(1000) NOT NULL,
    Template NVARCHAR(4000) NOT NULL,
    ContentType NVARCHAR(100) NOT NULL,
    AllowsPrivate BIT NOT NULL,
    IsRepeatable BIT NOT NULL,
    IsActive BIT NOT NULL,
    Version INT NOT NULL DEFAULT 1,
    CONSTRAINT PK_MessageWay PRIMARY KEY (Id)
);

-- Which messages leave by such a way. BegunAt: since when a try is under way; still set after a kill, it tells that nobody can know whether the message was taken.
CREATE TABLE WayMessage (
    MessageId BINARY(16) NOT NULL REFERENCES OutboxMessage (Id),
    WayId BINARY(16) NOT NULL,
    WayName NVARCHAR(200) NOT NULL,
    BegunAt BIGINT,
    CONSTRAINT PK_WayMessage PRIMARY KEY (MessageId)
);
