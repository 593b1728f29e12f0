'use strict';

const { hook } = require('../lib/hook');

module.exports = hook({
  key: 'reminder_due',
  noun: 'Reminder',
  display: {
    label: 'Billing Reminder Due',
    description:
      'Triggers once, ahead of time, when a payment, the end of a trial or term, or the expiry of a card is coming.',
  },
  type: 'reminder.due',
  sample: require('../samples/reminder_due.json'),
});
