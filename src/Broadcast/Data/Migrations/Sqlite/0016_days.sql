-- A day of a series is asked for by the day.
CREATE INDEX IX_AiringDay_Day ON AiringDay (LocalDay, AiringId);
