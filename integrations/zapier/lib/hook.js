'use strict';

const { filled } = require('./fields');

const inputFields = [
  {
    key: 'kinds',
    label: 'Kind of Date',
    dynamic: 'kind.id.name',
    list: true,
    required: false,
    helpText: 'Only what comes up of these kinds. Leave it empty for all.',
  },
  {
    key: 'products',
    label: 'Product',
    dynamic: 'product.external_id.name',
    list: true,
    required: false,
    helpText: 'Only what is due for these products. Leave it empty for all.',
  },
];

const outputFields = [
  { key: 'id', label: 'Reminder ID' },
  { key: 'due__kind', label: 'Kind' },
  { key: 'due__on', label: 'Due On' },
  { key: 'due__cancel_by_on', label: 'Cancel By' },
  { key: 'payment__amount__amount', label: 'Amount' },
  { key: 'payment__amount__currency', label: 'Currency' },
  { key: 'payment__is_automatic', label: 'Is Charged Automatically', type: 'boolean' },
  { key: 'payment__card__last4', label: 'Card Ending' },
  { key: 'member__id', label: 'Member ID' },
  { key: 'member__email', label: 'Member Email' },
  { key: 'member__first_name', label: 'Member First Name' },
  { key: 'member__last_name', label: 'Member Last Name' },
  { key: 'product__id', label: 'Product ID' },
  { key: 'product__name', label: 'Product Name' },
  { key: 'subscription__id', label: 'Subscription ID' },
  { key: 'order__number', label: 'Order Number' },
  { key: 'links__pay', label: 'Link to Pay' },
  { key: 'links__update_payment', label: 'Link to Update the Card' },
  { key: 'reminder__lead_time', label: 'How Long Before' },
];

/** An instant trigger that tells of payloads of one type. */
const hook = ({ key, noun, display, type, sample, further = [] }) => ({
  key,
  noun,
  display,
  operation: {
    type: 'hook',
    inputFields,
    outputFields: [...outputFields, ...further],
    sample,
    performSubscribe: async (z, bundle) => {
      const { kinds, products } = bundle.inputData;
      const body = filled({ target_url: bundle.targetUrl, type, kinds, products });
      return (await z.request('/hooks', { method: 'POST', body })).data;
    },
    performUnsubscribe: async (z, bundle) => {
      const path = `/hooks/${encodeURIComponent(bundle.subscribeData.id)}`;
      await z.request(path, { method: 'DELETE', skipThrowForStatus: true });
      return {};
    },
    // A body is {type, timestamp, data}; the facts, and the id that tells them apart, are in `data`.
    perform: (z, bundle) => [bundle.cleanedRequest.data],
    performList: async (z, bundle) => {
      const { kinds: kind, products: product } = bundle.inputData;
      const params = filled({ type, kind, product });
      const { data } = await z.request('/hooks/recent', { params });
      return data.map((body) => body.data);
    },
  },
});

module.exports = { hook };
