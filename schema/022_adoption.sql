-- Incidents from before obligations are taken over at the first start (incident/adoption).
INSERT INTO wake (unit, chore, subject, at)
SELECT DISTINCT unit, 'incident.adopt', matter, 0 FROM clock
WHERE ended_at IS NULL AND name IN ('report_phone', 'report_written', 'followup');
