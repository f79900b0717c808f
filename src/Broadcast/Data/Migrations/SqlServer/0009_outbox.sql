-- Every message that leaves, written in the transaction that causes it. Cause is unique: nothing is said twice for one cause. State: queued, sent, failed.
-- Content (encrypted, because it holds the guest's link) is everything the recipient gets. DueAt: when it is tried next; whoever moves it from what it was has claimed the message.
CREATE TABLE OutboxMessage (
    Id BINARY(16) NOT NULL,
    Cause VARCHAR(200) NOT NULL,
    Kind VARCHAR(24) NOT NULL,
    InterviewId BINARY(16) NOT NULL,
    InvitationId BINARY(16),
    Recipient NVARCHAR(254) NOT NULL,
    Subject NVARCHAR(400) NOT NULL,
    Content NVARCHAR(MAX) NOT NULL,
    State VARCHAR(10) NOT NULL,
    Attempts INT NOT NULL DEFAULT 0,
    CreatedAt BIGINT NOT NULL,
    DueAt BIGINT NOT NULL,
    SentAt BIGINT,
    Answer NVARCHAR(1000),
    CONSTRAINT PK_OutboxMessage PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_OutboxMessage_Cause ON OutboxMessage (Cause);
CREATE INDEX IX_OutboxMessage_Due ON OutboxMessage (State, DueAt);
CREATE INDEX IX_OutboxMessage_Interview ON OutboxMessage (InterviewId, Id);
CREATE INDEX IX_OutboxMessage_Invitation ON OutboxMessage (InvitationId, Kind);

-- What a guest was last told, to be compared with what is so. State: asked, withdrawn. Sequence: the interview's when it was told; Turns: how often asking and withdrawing
-- took turns, which raises the calendar's SEQUENCE as well. Address: what the link begins with. Recipient: where it went; none without a mail address.
CREATE TABLE InvitationTold (
    InvitationId BINARY(16) NOT NULL REFERENCES Invitation (Id),
    State VARCHAR(10) NOT NULL,
    Sequence INT NOT NULL,
    Turns INT NOT NULL,
    ToldAt BIGINT NOT NULL,
    Recipient NVARCHAR(254),
    Address NVARCHAR(400) NOT NULL,
    CONSTRAINT PK_InvitationTold PRIMARY KEY (InvitationId)
);
