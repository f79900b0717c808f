-- Every message that leaves, written in the transaction that causes it. Cause is unique: nothing is said twice for one cause. State: queued, sent, failed.
-- Content (encrypted, because it holds the guest's link) is everything the recipient gets. DueAt: when it is tried next; whoever moves it from what it was has claimed the message.
CREATE TABLE OutboxMessage (
    Id BLOB NOT NULL,
    Cause TEXT NOT NULL,
    Kind TEXT NOT NULL,
    InterviewId BLOB NOT NULL,
    InvitationId BLOB,
    Recipient TEXT NOT NULL,
    Subject TEXT NOT NULL,
    Content TEXT NOT NULL,
    State TEXT NOT NULL,
    Attempts INTEGER NOT NULL DEFAULT 0,
    CreatedAt INTEGER NOT NULL,
    DueAt INTEGER NOT NULL,
    SentAt INTEGER,
    Answer TEXT,
    CONSTRAINT PK_OutboxMessage PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_OutboxMessage_Cause ON OutboxMessage (Cause);
CREATE INDEX IX_OutboxMessage_Due ON OutboxMessage (State, DueAt);
CREATE INDEX IX_OutboxMessage_Interview ON OutboxMessage (InterviewId, Id);
CREATE INDEX IX_OutboxMessage_Invitation ON OutboxMessage (InvitationId, Kind);

-- What a guest was last told, to be compared with what is so. State: asked, withdrawn. Sequence: the interview's when it was told; Turns: how often asking and withdrawing
-- took turns, which raises the calendar's SEQUENCE as well. Address: what the link begins with. Recipient: where it went; none without a mail address.
CREATE TABLE InvitationTold (
    InvitationId BLOB NOT NULL REFERENCES Invitation (Id),
    State TEXT NOT NULL,
    Sequence INTEGER NOT NULL,
    Turns INTEGER NOT NULL,
    ToldAt INTEGER NOT NULL,
    Recipient TEXT,
    Address TEXT NOT NULL,
    CONSTRAINT PK_InvitationTold PRIMARY KEY (InvitationId)
);
