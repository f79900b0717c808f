-- The zone an official lives by (IANA), where it is not the series' own.
ALTER TABLE Official ADD COLUMN TimeZone TEXT;
