'use strict';

const { filled, text } = require('../lib/fields');
const { memberToTell, put } = require('../lib/upsert');

const perform = async (z, bundle) =>
  put(z, '/members', await memberToTell(z, filled(bundle.inputData) || {}));

module.exports = {
  key: 'upsert_member',
  noun: 'Member',
  display: {
    label: 'Create or Update Member',
    description: 'Tells Forenotice of a member, new or known. A field left empty stays as it is.',
  },
  operation: {
    inputFields: [
      text('external_id', 'Member ID', {
        helpText: 'The ID that your own system gave the member. Without one, the email address is the ID.',
      }),
      text('email', 'Email'),
      text('first_name', 'First Name'),
      text('last_name', 'Last Name'),
      text('locale', 'Language', {
        placeholder: 'fr-CA',
        helpText: 'In which the member reads: `en`, `fr-CA`.',
      }),
      text('zone', 'Time Zone', { placeholder: 'Europe/Paris' }),
      text('country', 'Country', { placeholder: 'FR', helpText: 'Two letters.' }),
      text('phone', 'Phone'),
      text('username', 'Username'),
      text('joined_on', 'Joined On', { placeholder: '2024-03-31' }),
    ],
    perform,
    sample: require('../samples/member.json'),
  },
};
