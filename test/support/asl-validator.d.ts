declare module 'asl-validator' {
  /** Holds a definition in the Amazon States Language against its schema, and checks its paths. */
  export default function validate(definition: object): {
    isValid: boolean
    errorsText(separator?: string): string
  }
}
