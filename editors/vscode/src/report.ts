import { Disposable, EventEmitter, Uri, window, workspace } from 'vscode'

const address = Uri.from({ scheme: 'drvlint', path: 'drvlint findings' })

/** What was found and how, as a document that can only be read. */
export class Report implements Disposable {
  private text = ''
  private readonly changed = new EventEmitter<Uri>()
  private readonly provider = workspace.registerTextDocumentContentProvider(address.scheme, {
    onDidChange: this.changed.event,
    provideTextDocumentContent: () => this.text,
  })

  /** Opens the document with a text, or shows the new text in it. */
  async show(text: string): Promise<void> {
    this.text = text
    this.changed.fire(address)
    await window.showTextDocument(await workspace.openTextDocument(address), { preview: false })
  }

  dispose(): void {
    this.provider.dispose()
    this.changed.dispose()
  }
}
