-- Series whose slots are released by themselves when a principal guest lets the deadline pass; no row: a producer decides.
CREATE TABLE SeriesRelease (
    SeriesId BLOB NOT NULL REFERENCES Series (Id),
    CONSTRAINT PK_SeriesRelease PRIMARY KEY (SeriesId)
) WITHOUT ROWID;

-- Everything that came back from guests, also what was not applied. Via: page, program, calendar, mail, behalf. State: applied, outdated, refused, unknown. Note: why it was not applied.
-- MessageKey: the hash of what names a mail, so that each is taken once; none for what did not come by mail.
CREATE TABLE GuestReply (
    Id BLOB NOT NULL,
    InterviewId BLOB,
    InvitationId BLOB,
    Via TEXT NOT NULL,
    ByName TEXT NOT NULL,
    Answer TEXT NOT NULL,
    Reason TEXT,
    Sequence INTEGER,
    State TEXT NOT NULL,
    Note TEXT,
    MessageKey BLOB,
    ReceivedAt INTEGER NOT NULL,
    CONSTRAINT PK_GuestReply PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_GuestReply_Message ON GuestReply (MessageKey) WHERE MessageKey IS NOT NULL;
CREATE INDEX IX_GuestReply_Interview ON GuestReply (InterviewId, Id);
CREATE INDEX IX_GuestReply_Invitation ON GuestReply (InvitationId, Id);

-- How far the mailbox for answers was read. Uids count only as long as their validity is the same (RFC 3501).
CREATE TABLE MailboxPlace (
    Name TEXT NOT NULL,
    UidValidity INTEGER NOT NULL,
    LastUid INTEGER NOT NULL,
    Problem TEXT,
    ReadAt INTEGER NOT NULL,
    CONSTRAINT PK_MailboxPlace PRIMARY KEY (Name)
) WITHOUT ROWID;

-- What a guest wants to say in a part of the interview.
CREATE TABLE TalkingPoint (
    InvitationId BLOB NOT NULL REFERENCES Invitation (Id),
    SegmentKey TEXT NOT NULL,
    Words TEXT NOT NULL,
    ChangedAt INTEGER NOT NULL,
    CONSTRAINT PK_TalkingPoint PRIMARY KEY (InvitationId, SegmentKey)
) WITHOUT ROWID;

-- What a guest hands in to prepare. Kind is what the bytes are, whatever the name said.
CREATE TABLE GuestFile (
    Id BLOB NOT NULL,
    InvitationId BLOB NOT NULL REFERENCES Invitation (Id),
    Name TEXT NOT NULL,
    Kind TEXT NOT NULL,
    Bytes INTEGER NOT NULL,
    Sha256 BLOB NOT NULL,
    SentAt INTEGER NOT NULL,
    CONSTRAINT PK_GuestFile PRIMARY KEY (Id)
);
CREATE INDEX IX_GuestFile_Invitation ON GuestFile (InvitationId, Id);

-- Its bytes, in parts, so that memory does not grow with the file.
CREATE TABLE GuestFilePart (
    FileId BLOB NOT NULL REFERENCES GuestFile (Id),
    Part INTEGER NOT NULL,
    Body BLOB NOT NULL,
    CONSTRAINT PK_GuestFilePart PRIMARY KEY (FileId, Part)
);

-- A way out beside mail: a robot of a group, or a gateway for short messages. Format: wecom, dingtalk, http. Audience: group, guest. The address holds a key, so it is encrypted like the secret.
-- IsRepeatable: the receiver knows a message by its Idempotency-Key, so that one whose answer was lost may be sent again.
CREATE TABLE MessageWay (
    Id BLOB NOT NULL,
    Name TEXT NOT NULL,
    Format TEXT NOT NULL,
    Audience TEXT NOT NULL,
    AddressProtected TEXT NOT NULL,
    SecretProtected TEXT,
    Kinds TEXT NOT NULL,
    Template TEXT NOT NULL,
    ContentType TEXT NOT NULL,
    AllowsPrivate INTEGER NOT NULL,
    IsRepeatable INTEGER NOT NULL,
    IsActive INTEGER NOT NULL,
    Version INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT PK_MessageWay PRIMARY KEY (Id)
);

-- Which messages leave by such a way. BegunAt: since when a try is under way; still set after a kill, it tells that nobody can know whether the message was taken.
CREATE TABLE WayMessage (
    MessageId BLOB NOT NULL REFERENCES OutboxMessage (Id),
    WayId BLOB NOT NULL,
    WayName TEXT NOT NULL,
    BegunAt INTEGER,
    CONSTRAINT PK_WayMessage PRIMARY KEY (MessageId)
);
