'use strict';

const { filled, text } = require('../lib/fields');

/** The one subscription that a person's own ID means. */
const subscriptionBy = async (z, external_id, source) => {
  const params = filled({ external_id, source });
  const { items } = (await z.request('/subscriptions', { params })).data;
  if (items.length === 1) return items[0];
  const why = items.length
    ? `Several sources have a subscription "${external_id}". Fill in the source as well.`
    : `Forenotice knows no subscription "${external_id}".`;
  throw new z.errors.Error(why, 'Refused', 404);
};

const perform = async (z, bundle) => {
  const { external_id, source, due_on, paid_on } = bundle.inputData;
  const { id } = await subscriptionBy(z, external_id, source);
  const body = filled({ due_on, paid_on }) || {};
  const { due_date_id, ...told } = (
    await z.request(`/subscriptions/${id}/payments`, { method: 'POST', body })
  ).data;
  return { id: due_date_id, ...told };
};

module.exports = {
  key: 'record_payment',
  noun: 'Payment',
  display: {
    label: 'Mark Payment as Paid',
    description: 'Tells Forenotice that a payment was made, so that nobody is reminded of it any more.',
  },
  operation: {
    inputFields: [
      text('external_id', 'Subscription ID', {
        required: true,
        helpText: 'The ID that your own system gave the subscription. Triggers tell it under the same name.',
      }),
      text('due_on', 'Due On', {
        placeholder: '2026-03-31',
        helpText:
          'The day on which the payment was due; triggers tell it. Without it, the payment due nearest to the day of payment is meant.',
      }),
      text('paid_on', 'Paid On', { placeholder: '2026-03-29', helpText: 'Today, if left empty.' }),
      text('source', 'Source', { helpText: 'Only needed when several sources use the same ID.' }),
    ],
    perform,
    sample: {
      id: 7,
      due_on: '2026-03-31',
      is_new: true,
      subscription: require('../samples/subscription.json'),
    },
  },
};
