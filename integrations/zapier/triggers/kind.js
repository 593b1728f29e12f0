'use strict';

const KINDS = [
  { id: 'renewal', name: 'Renewal: charged by itself' },
  { id: 'trial_end', name: 'End of a trial' },
  { id: 'payment_due', name: 'Payment due: the member has to act' },
  { id: 'term_end', name: 'End of a term' },
  { id: 'card_expiry', name: 'Expiry of the stored card' },
];

module.exports = {
  key: 'kind',
  noun: 'Kind',
  display: {
    label: 'Kinds of Date',
    description: 'Fills the choice of kinds in other steps.',
    hidden: true,
  },
  operation: { perform: () => KINDS, sample: KINDS[0] },
};
