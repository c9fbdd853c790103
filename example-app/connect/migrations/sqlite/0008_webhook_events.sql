-- Which ends of the link its webhooks tell of, separated by commas.
ALTER TABLE links ADD COLUMN webhook_events TEXT NOT NULL DEFAULT 'link.complete,link.failed';
