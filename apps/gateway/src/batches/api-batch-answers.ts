import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { BatchStatusDto } from './batch-status.dto';
import { RAW_TYPES } from './file-format';

/** Describes the answers of BatchIntake: 202 with the status, 200 with it or whatever else was asked for. */
export function ApiBatchAnswers(...others: readonly Type[]): MethodDecorator {
  const models = [BatchStatusDto, ...others];
  const results = RAW_TYPES.map((type) => [type, { schema: { type: 'string' as const } }] as const);
  return applyDecorators(
    ApiExtraModels(...models),
    ApiResponse({ status: 202, type: BatchStatusDto, description: 'Accepted: nothing will be lost any more' }),
    ApiResponse({
      status: 200,
      description:
        'The batch that the Idempotency-Key stands for, or that has ended within Prefer: wait=N; its results, when Accept names a format of them' +
        (others.length > 0 ? '; or, with validate_only, what would be found' : ''),
      content: {
        'application/json': { schema: { oneOf: models.map((model) => ({ $ref: getSchemaPath(model) })) } },
        ...Object.fromEntries(results),
      },
    }),
  );
}
