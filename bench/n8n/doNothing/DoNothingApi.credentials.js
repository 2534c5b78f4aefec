// @ts-check
'use strict';

class DoNothingApi {
	name = 'doNothingApi';

	displayName = 'Do Nothing API';

	properties = [{ displayName: 'API Key', name: 'apiKey', type: 'string', typeOptions: { password: true }, default: '' }];
}

module.exports = { DoNothingApi };
