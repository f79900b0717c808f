-- A run of interviews. Dates are local dates of the time zone (IANA).
CREATE TABLE Series (
    Id BINARY(16) NOT NULL,
    Code NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    Title NVARCHAR(300) NOT NULL,
    TimeZone VARCHAR(64) NOT NULL,
    StartsOn CHAR(10) NOT NULL,
    EndsOn CHAR(10) NOT NULL,
    SlotMinutes INT NOT NULL,
    IsPublic BIT NOT NULL,
    Segments NVARCHAR(MAX) NOT NULL,
    HoldHours FLOAT NOT NULL,
    AnswerWithinHours FLOAT NOT NULL,
    RemindBeforeAnswerHours NVARCHAR(MAX) NOT NULL,
    RemindBeforeInterviewHours NVARCHAR(MAX) NOT NULL,
    CalendarKey NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    Version INT NOT NULL DEFAULT 1,
    CONSTRAINT PK_Series PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_Series_Code ON Series (Code);

-- Who takes part.
CREATE TABLE SeriesUnit (
    SeriesId BINARY(16) NOT NULL REFERENCES Series (Id),
    UnitId BINARY(16) NOT NULL REFERENCES Unit (Id),
    CONSTRAINT PK_SeriesUnit PRIMARY KEY (SeriesId, UnitId)
);

-- A bookable time in a studio: [StartsAt, EndsAt). State: open, booked, blocked; removed is kept for the cancelled interviews that point to it, and seen nowhere.
CREATE TABLE Slot (
    Id BINARY(16) NOT NULL,
    SeriesId BINARY(16) NOT NULL REFERENCES Series (Id),
    StudioId BINARY(16) NOT NULL REFERENCES Studio (Id),
    StartsAt BIGINT NOT NULL,
    EndsAt BIGINT NOT NULL,
    State VARCHAR(10) NOT NULL,
    Version INT NOT NULL DEFAULT 1,
    CONSTRAINT PK_Slot PRIMARY KEY (Id),
    CONSTRAINT CK_Slot_Times CHECK (EndsAt > StartsAt)
);
CREATE INDEX IX_Slot_Series ON Slot (SeriesId, StartsAt, Id);
CREATE INDEX IX_Slot_Studio ON Slot (StudioId, StartsAt);

-- One unit, one topic, one slot. PlannedStartsAt and PlannedEndsAt are those of the slot, kept beside for overlap checks; a cancelled interview keeps them and frees the slot.
-- Sequence counts how often it was moved, as SEQUENCE does in calendars.
CREATE TABLE Interview (
    Id BINARY(16) NOT NULL,
    SeriesId BINARY(16) NOT NULL REFERENCES Series (Id),
    SlotId BINARY(16) NOT NULL REFERENCES Slot (Id),
    UnitId BINARY(16) NOT NULL REFERENCES Unit (Id),
    HostId BINARY(16) REFERENCES Host (Id),
    Topic NVARCHAR(300) NOT NULL,
    State VARCHAR(12) NOT NULL,
    PlannedStartsAt BIGINT NOT NULL,
    PlannedEndsAt BIGINT NOT NULL,
    StartedAt BIGINT,
    EndedAt BIGINT,
    HoldUntil BIGINT,
    Reason NVARCHAR(1000),
    Sequence INT NOT NULL DEFAULT 0,
    CreatedAt BIGINT NOT NULL,
    Version INT NOT NULL DEFAULT 1,
    CONSTRAINT PK_Interview PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_Interview_Slot ON Interview (SlotId) WHERE State <> 'cancelled';
CREATE UNIQUE INDEX UX_Interview_Unit ON Interview (SeriesId, UnitId) WHERE State <> 'cancelled';
CREATE INDEX IX_Interview_Unit ON Interview (UnitId, PlannedStartsAt);
CREATE INDEX IX_Interview_Host ON Interview (HostId, PlannedStartsAt);
CREATE INDEX IX_Interview_State ON Interview (State, PlannedStartsAt);

-- Who speaks. Role: principal, guest, substitute. Answer: accept, decline, tentative, or none yet. SubstituteOf: the official who named this one.
CREATE TABLE InterviewGuest (
    InterviewId BINARY(16) NOT NULL REFERENCES Interview (Id),
    OfficialId BINARY(16) NOT NULL REFERENCES Official (Id),
    Role VARCHAR(12) NOT NULL,
    Answer VARCHAR(12),
    SubstituteOf BINARY(16) REFERENCES Official (Id),
    Ordinal INT NOT NULL,
    CONSTRAINT PK_InterviewGuest PRIMARY KEY (InterviewId, OfficialId)
);
CREATE INDEX IX_InterviewGuest_Official ON InterviewGuest (OfficialId);

-- A part of an interview: planned length, actual times.
CREATE TABLE InterviewSegment (
    InterviewId BINARY(16) NOT NULL REFERENCES Interview (Id),
    Ordinal INT NOT NULL,
    SegmentKey NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    Title NVARCHAR(100) NOT NULL,
    Minutes FLOAT NOT NULL,
    ActualStartsAt BIGINT,
    ActualEndsAt BIGINT,
    CONSTRAINT PK_InterviewSegment PRIMARY KEY (InterviewId, Ordinal)
);
CREATE UNIQUE INDEX UX_InterviewSegment_Key ON InterviewSegment (InterviewId, SegmentKey);
