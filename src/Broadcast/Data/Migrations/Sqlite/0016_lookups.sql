-- A day of a series is asked for by the day.
CREATE INDEX IX_AiringDay_Day ON AiringDay (LocalDay, AiringId);

-- The interviews of one series, however many series there are.
CREATE INDEX IX_Interview_Series ON Interview (SeriesId, PlannedStartsAt);
