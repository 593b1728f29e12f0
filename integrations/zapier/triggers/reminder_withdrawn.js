'use strict';

const { hook } = require('../lib/hook');

module.exports = hook({
  key: 'reminder_withdrawn',
  noun: 'Withdrawn Reminder',
  display: {
    label: 'Reminder Withdrawn',
    description:
      'Triggers when what Billing Reminder Due told no longer holds, such as after an early payment or a cancellation.',
  },
  type: 'reminder.withdrawn',
  sample: require('../samples/reminder_withdrawn.json'),
  further: [
    { key: 'reason', label: 'Reason' },
    { key: 'sentence', label: 'Reason in Words' },
    { key: 'withdrawn_at', label: 'Withdrawn At', type: 'datetime' },
  ],
});
