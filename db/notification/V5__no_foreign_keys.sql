-- Children are written in their parent's transaction or under its lock, and nothing deletes parents. See docs/adr/0038.
ALTER TABLE mail_body DROP FOREIGN KEY mail_body_of_mail;
