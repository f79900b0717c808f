-- What a guest was asked, and the last answer given. The token of the link is kept as a hash, and encrypted for the producer who copies the link again.
-- The answer that counts stands at the guest (InterviewGuest), where moving the interview voids it.
CREATE TABLE Invitation (
    Id BINARY(16) NOT NULL,
    InterviewId BINARY(16) NOT NULL REFERENCES Interview (Id),
    OfficialId BINARY(16) NOT NULL REFERENCES Official (Id),
    TokenHash BINARY(32) NOT NULL,
    TokenProtected NVARCHAR(MAX) NOT NULL,
    Answer VARCHAR(12),
    Reason NVARCHAR(1000),
    ProposedSlotIds NVARCHAR(MAX),
    Sequence INT NOT NULL DEFAULT 0,
    CreatedAt BIGINT NOT NULL,
    AnsweredAt BIGINT,
    CONSTRAINT PK_Invitation PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_Invitation_Token ON Invitation (TokenHash);
CREATE UNIQUE INDEX UX_Invitation_Guest ON Invitation (InterviewId, OfficialId);
