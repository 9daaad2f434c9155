import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiExtraModels, getSchemaPath } from '@nestjs/swagger';
import { RAW_TYPES } from './file-format';
import { BatchFields } from './batch-fields.dto';

/** Several files of one format are joined in the order in which they come. */
const FILES = { type: 'array', minItems: 1, items: { type: 'string', format: 'binary' } } as const;

/** Describes a body that is a form with files and fields; raw types take the same fields as query parameters. */
export function ApiFileBody(): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(BatchFields),
    ApiConsumes('multipart/form-data', ...RAW_TYPES),
    ApiBody({
      required: true,
      schema: {
        allOf: [
          { type: 'object', required: ['file'], properties: { file: FILES } },
          { $ref: getSchemaPath(BatchFields) },
        ],
      },
    }),
  );
}
