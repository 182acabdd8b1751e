-- Units and members by day (decision 0093): what holds of each from a day on, bodies, officers, tasks, awards.
-- Codes, days and counts alone; who a member is stands in the log, encrypted.

CREATE TABLE facts.unit_dated (
    unit    uuid    NOT NULL,
    what    text    NOT NULL CHECK (what IN ('name', 'parent', 'areas', 'difficult', 'children')),
    since   date    NOT NULL,
    version integer NOT NULL,
    value   text,
    PRIMARY KEY (unit, what, version)
);
CREATE TABLE facts.unit_bodies (
    body_id    uuid PRIMARY KEY,
    unit       uuid NOT NULL,
    kind       text NOT NULL,
    name       text NOT NULL,
    formed_on  date NOT NULL,
    term_until date,
    ended_on   date
);
CREATE INDEX bodies_of_unit ON facts.unit_bodies (unit);
CREATE TABLE facts.unit_officers (
    officer_id uuid PRIMARY KEY,
    unit       uuid NOT NULL,
    member     uuid NOT NULL,
    office     text NOT NULL,
    body_id    uuid,
    since      date NOT NULL,
    term_until date,
    ended_on   date,
    why        text
);
CREATE INDEX officers_of_unit ON facts.unit_officers (unit);
CREATE INDEX offices_of_member ON facts.unit_officers (member);
CREATE TABLE facts.unit_tasks (
    task_id     uuid PRIMARY KEY,
    unit        uuid NOT NULL,
    version     integer NOT NULL,
    member      uuid,
    body_id     uuid,
    assigned_on date NOT NULL,
    due_on      date NOT NULL,
    from_unit   uuid,
    how         text,
    ended_on    date
);
CREATE INDEX tasks_of_unit ON facts.unit_tasks (unit);
CREATE TABLE facts.unit_awards (
    award_id   uuid PRIMARY KEY,
    unit       uuid NOT NULL,
    version    integer NOT NULL,
    form       text NOT NULL,
    rule       text NOT NULL,
    decision   text NOT NULL,
    decided_on date NOT NULL,
    member     uuid
);
CREATE INDEX awards_of_unit ON facts.unit_awards (unit);

ALTER TABLE facts.members ADD COLUMN admitted_on date;
ALTER TABLE facts.members ADD COLUMN left_on date;
CREATE TABLE facts.member_dated (
    member  uuid    NOT NULL,
    what    text    NOT NULL CHECK (what IN ('unit', 'kind', 'court', 'court_said')),
    since   date    NOT NULL,
    version integer NOT NULL,
    value   text    NOT NULL,
    PRIMARY KEY (member, what, version)
);
CREATE INDEX members_of_unit_by_day ON facts.member_dated (value) WHERE what = 'unit';

GRANT SELECT, INSERT, UPDATE, DELETE ON facts.unit_dated, facts.unit_bodies, facts.unit_officers, facts.unit_tasks,
    facts.unit_awards, facts.member_dated TO :app:;
GRANT SELECT ON facts.unit_dated, facts.unit_bodies, facts.unit_officers, facts.unit_tasks, facts.unit_awards,
    facts.member_dated TO :follower:, :auditor:, :backup:;
