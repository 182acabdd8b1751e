-- Who entered or changed a member or relative, and whom that closed a file to, is looked for each week.

CREATE INDEX events_of_declared ON es.events (recorded_at)
 WHERE topic IN ('account.kin-declared.1', 'member.admitted.1', 'member.changed.1');
CREATE INDEX events_of_detected ON es.events (recorded_at) WHERE topic = 'conflict.detected.1';
