'use strict';

const { filled, text } = require('../lib/fields');
const { put, subscriptionToTell } = require('../lib/upsert');

const DAY = { placeholder: '2026-03-31', helpText: 'A day, written as 2026-03-31.' };

const toTell = (input) =>
  filled({
    external_id: input.external_id,
    member: filled({
      external_id: input.member_external_id,
      email: input.member_email,
      first_name: input.member_first_name,
      last_name: input.member_last_name,
    }),
    product: filled({ external_id: input.product_external_id }),
    standing: input.standing,
    payer: input.payer,
    amount: filled({ amount: input.amount, currency: input.currency }),
    interval: input.interval_unit && filled({ count: input.interval_count, unit: input.interval_unit }),
    next_payment_on: input.next_payment_on,
    trial_ends_on: input.trial_ends_on,
    term_ends_on: input.term_ends_on,
    cancel_by_on: input.cancel_by_on,
    cancel_at_period_end: input.cancel_at_period_end,
    order_number: input.order_number,
    tags: input.tags,
  });

const perform = async (z, bundle) =>
  put(z, '/subscriptions', await subscriptionToTell(z, toTell(bundle.inputData)));

module.exports = {
  key: 'upsert_subscription',
  noun: 'Subscription',
  display: {
    label: 'Create or Update Subscription',
    description:
      'Tells Forenotice how a subscription stands, new or known. A field left empty stays as it is.',
  },
  operation: {
    inputFields: [
      text('external_id', 'Subscription ID', {
        required: true,
        helpText: 'The ID that your own system gave the subscription.',
      }),
      text('member_external_id', 'Member ID', {
        helpText:
          'The ID that your own system gave the member. Without one, the email address is the ID. A new subscription needs one of the two.',
      }),
      text('member_email', 'Member Email'),
      text('member_first_name', 'Member First Name'),
      text('member_last_name', 'Member Last Name'),
      text('product_external_id', 'Product', {
        dynamic: 'product.external_id.name',
        helpText: 'A new subscription needs one. A product ID that is not in the list becomes a new product.',
      }),
      text('amount', 'Amount', { placeholder: '49.00', helpText: 'What will be charged next.' }),
      text('currency', 'Currency', { placeholder: 'EUR', helpText: 'Needed with an amount. Three letters.' }),
      text('interval_unit', 'Charged Every', {
        choices: { day: 'Day', week: 'Week', month: 'Month', year: 'Year' },
        helpText: "Its product's, if left empty.",
      }),
      text('interval_count', 'How Many of Them', {
        type: 'integer',
        helpText: '3 with "Month": every quarter.',
      }),
      text('next_payment_on', 'Next Payment On', DAY),
      text('trial_ends_on', 'Trial Ends On', DAY),
      text('term_ends_on', 'Term Ends On', DAY),
      text('cancel_by_on', 'Cancel By', DAY),
      text('standing', 'Standing', {
        choices: {
          active: 'Active',
          trialing: 'In trial',
          past_due: 'Past due',
          paused: 'Paused',
          cancelled: 'Cancelled',
          ended: 'Ended',
        },
      }),
      text('cancel_at_period_end', 'Ends With This Period', { type: 'boolean' }),
      text('payer', 'Who Pays How', {
        choices: { automatic: 'Charged by itself', manual: 'The member has to act' },
      }),
      text('order_number', 'Order Number'),
      text('tags', 'Tags', { list: true }),
    ],
    perform,
    sample: require('../samples/subscription.json'),
  },
};
