-- What a guest was asked, and the last answer given. The token of the link is kept as a hash, and encrypted for the producer who copies the link again.
-- The answer that counts stands at the guest (InterviewGuest), where moving the interview voids it.
CREATE TABLE Invitation (
    Id BLOB NOT NULL,
    InterviewId BLOB NOT NULL REFERENCES Interview (Id),
    OfficialId BLOB NOT NULL REFERENCES Official (Id),
    TokenHash BLOB NOT NULL,
    TokenProtected TEXT NOT NULL,
    Answer TEXT,
    Reason TEXT,
    ProposedSlotIds TEXT,
    Sequence INTEGER NOT NULL DEFAULT 0,
    CreatedAt INTEGER NOT NULL,
    AnsweredAt INTEGER,
    CONSTRAINT PK_Invitation PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_Invitation_Token ON Invitation (TokenHash);
CREATE UNIQUE INDEX UX_Invitation_Guest ON Invitation (InterviewId, OfficialId);
