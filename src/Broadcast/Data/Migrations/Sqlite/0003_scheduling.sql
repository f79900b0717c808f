-- A run of interviews. Dates are local dates of the time zone (IANA).
CREATE TABLE Series (
    Id BLOB NOT NULL,
    Code TEXT NOT NULL,
    Title TEXT NOT NULL,
    TimeZone TEXT NOT NULL,
    StartsOn TEXT NOT NULL,
    EndsOn TEXT NOT NULL,
    SlotMinutes INTEGER NOT NULL,
    IsPublic INTEGER NOT NULL,
    Segments TEXT NOT NULL,
    HoldHours REAL NOT NULL,
    AnswerWithinHours REAL NOT NULL,
    RemindBeforeAnswerHours TEXT NOT NULL,
    RemindBeforeInterviewHours TEXT NOT NULL,
    CalendarKey TEXT NOT NULL,
    Version INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT PK_Series PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_Series_Code ON Series (Code);

-- Who takes part.
CREATE TABLE SeriesUnit (
    SeriesId BLOB NOT NULL REFERENCES Series (Id),
    UnitId BLOB NOT NULL REFERENCES Unit (Id),
    CONSTRAINT PK_SeriesUnit PRIMARY KEY (SeriesId, UnitId)
) WITHOUT ROWID;

-- A bookable time in a studio: [StartsAt, EndsAt). State: open, booked, blocked; removed is kept for the cancelled interviews that point to it, and seen nowhere.
CREATE TABLE Slot (
    Id BLOB NOT NULL,
    SeriesId BLOB NOT NULL REFERENCES Series (Id),
    StudioId BLOB NOT NULL REFERENCES Studio (Id),
    StartsAt INTEGER NOT NULL,
    EndsAt INTEGER NOT NULL,
    State TEXT NOT NULL,
    Version INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT PK_Slot PRIMARY KEY (Id),
    CONSTRAINT CK_Slot_Times CHECK (EndsAt > StartsAt)
);
CREATE INDEX IX_Slot_Series ON Slot (SeriesId, StartsAt, Id);
CREATE INDEX IX_Slot_Studio ON Slot (StudioId, StartsAt);

-- One unit, one topic, one slot. PlannedStartsAt and PlannedEndsAt are those of the slot, kept beside for overlap checks; a cancelled interview keeps them and frees the slot.
-- Sequence counts how often it was moved, as SEQUENCE does in calendars.
CREATE TABLE Interview (
    Id BLOB NOT NULL,
    SeriesId BLOB NOT NULL REFERENCES Series (Id),
    SlotId BLOB NOT NULL REFERENCES Slot (Id),
    UnitId BLOB NOT NULL REFERENCES Unit (Id),
    HostId BLOB REFERENCES Host (Id),
    Topic TEXT NOT NULL,
    State TEXT NOT NULL,
    PlannedStartsAt INTEGER NOT NULL,
    PlannedEndsAt INTEGER NOT NULL,
    StartedAt INTEGER,
    EndedAt INTEGER,
    HoldUntil INTEGER,
    Reason TEXT,
    Sequence INTEGER NOT NULL DEFAULT 0,
    CreatedAt INTEGER NOT NULL,
    Version INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT PK_Interview PRIMARY KEY (Id)
);
CREATE UNIQUE INDEX UX_Interview_Slot ON Interview (SlotId) WHERE State <> 'cancelled';
CREATE UNIQUE INDEX UX_Interview_Unit ON Interview (SeriesId, UnitId) WHERE State <> 'cancelled';
CREATE INDEX IX_Interview_Unit ON Interview (UnitId, PlannedStartsAt);
CREATE INDEX IX_Interview_Host ON Interview (HostId, PlannedStartsAt);
CREATE INDEX IX_Interview_State ON Interview (State, PlannedStartsAt);

-- Who speaks. Role: principal, guest, substitute. Answer: accept, decline, tentative, or none yet. SubstituteOf: the official who named this one.
CREATE TABLE InterviewGuest (
    InterviewId BLOB NOT NULL REFERENCES Interview (Id),
    OfficialId BLOB NOT NULL REFERENCES Official (Id),
    Role TEXT NOT NULL,
    Answer TEXT,
    SubstituteOf BLOB REFERENCES Official (Id),
    Ordinal INTEGER NOT NULL,
    CONSTRAINT PK_InterviewGuest PRIMARY KEY (InterviewId, OfficialId)
) WITHOUT ROWID;
CREATE INDEX IX_InterviewGuest_Official ON InterviewGuest (OfficialId);

-- A part of an interview: planned length, actual times.
CREATE TABLE InterviewSegment (
    InterviewId BLOB NOT NULL REFERENCES Interview (Id),
    Ordinal INTEGER NOT NULL,
    SegmentKey TEXT NOT NULL,
    Title TEXT NOT NULL,
    Minutes REAL NOT NULL,
    ActualStartsAt INTEGER,
    ActualEndsAt INTEGER,
    CONSTRAINT PK_InterviewSegment PRIMARY KEY (InterviewId, Ordinal)
) WITHOUT ROWID;
CREATE UNIQUE INDEX UX_InterviewSegment_Key ON InterviewSegment (InterviewId, SegmentKey);
