import type { TargetService } from './target.js'

/** Inspector Classic is gone; its successor is no target of EventBridge. */
export const inspectorClassic: TargetService = {
  id: 'inspector-classic',
  name: 'Inspector Classic assessment template',
  arnForms: ['arn:aws:inspector:REGION:ACCOUNT:target/ID/template/ID'],
  matches: (arn) => arn.service === 'inspector',
  role: 'required',
  crossAccount: 'no',
  crossRegion: false,
  flaws: ({ Id }, arn) => [
    {
      code: 'target-unsupported',
      summary: `Target ${Id} is an assessment of Amazon Inspector Classic, which ended on 20 May 2026.`,
      because: [`Arn = "${arn.text}"`, 'its resources cannot be reached any more'],
    },
  ],
  history: null,
  docs: 'https://docs.aws.amazon.com/inspector/v1/userguide/inspector_introduction.html',
}
