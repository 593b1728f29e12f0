'use strict';

const { filled, text } = require('../lib/fields');

const perform = async (z, bundle) => {
  const { email, external_id } = bundle.inputData;
  const params = filled({ email, external_id });
  if (!params) throw new z.errors.Error('Fill in an email address or a member ID.', 'Refused', 400);
  return (await z.request('/members', { params })).data.items;
};

module.exports = {
  key: 'find_member',
  noun: 'Member',
  display: {
    label: 'Find Member',
    description: 'Finds a member by email address or by the ID of your own.',
  },
  operation: {
    inputFields: [
      text('email', 'Email'),
      text('external_id', 'Member ID', { helpText: 'The ID that your own system gave the member.' }),
    ],
    perform,
    sample: require('../samples/member.json'),
  },
};
