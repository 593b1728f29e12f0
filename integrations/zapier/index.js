'use strict';

const platform = require('zapier-platform-core');

const authentication = require('./authentication');
const { aimAtForenotice, showKey } = require('./lib/api');
const { tellProblems } = require('./lib/problems');

const byKey = (...parts) => Object.fromEntries(parts.map((part) => [part.key, part]));

module.exports = {
  version: require('./package.json').version,
  platformVersion: platform.version,
  flags: { cleanInputData: true },
  authentication,
  beforeRequest: [aimAtForenotice, showKey],
  afterResponse: [tellProblems],
  triggers: byKey(
    require('./triggers/reminder_due'),
    require('./triggers/reminder_withdrawn'),
    require('./triggers/kind'),
    require('./triggers/product'),
  ),
  searches: byKey(require('./searches/find_member')),
  creates: byKey(
    require('./creates/member'),
    require('./creates/subscription'),
    require('./creates/payment'),
  ),
};
