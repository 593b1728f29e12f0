'use strict';

const test = async (z) => (await z.request('/me')).data;

// What `test` answered is pulled up to `inputData`.
const connectionLabel = (z, bundle) => bundle.inputData.organization.name;

module.exports = {
  type: 'custom',
  fields: [
    {
      key: 'base_url',
      label: 'Address of Your Forenotice',
      type: 'string',
      required: true,
      placeholder: 'https://reminders.example.org',
      helpText: 'Where your own Forenotice answers. It has to be reachable from the internet, over https.',
    },
    {
      key: 'api_key',
      label: 'Key',
      type: 'password',
      required: true,
      helpText:
        'Made by `forenotice keys create zapier` and shown once. It needs the scopes `read`, `write` and `hooks`.',
    },
  ],
  test,
  connectionLabel,
};
