import { DiagnosticSeverity, Disposable, languages, StatusBarAlignment, ThemeColor, window } from 'vscode'

/** The item in the status bar: whether the server runs, and how much it found. */
export class Status implements Disposable {
  private readonly item = window.createStatusBarItem('drvlint', StatusBarAlignment.Left)
  private readonly watch = languages.onDidChangeDiagnostics(() => this.count())
  private program: string | undefined

  constructor() {
    this.item.name = 'drvlint'
  }

  /** Says that the server runs. */
  runs(program: string): void {
    this.program = program
    this.item.command = 'drvlint.show'
    this.item.backgroundColor = undefined
    this.count()
    this.item.show()
  }

  /** Says that it does not, and why. */
  failed(why: string): void {
    this.program = undefined
    this.item.command = 'drvlint.restart'
    this.item.text = '$(error) drvlint'
    this.item.tooltip = `${why} Click to start it again.`
    this.item.backgroundColor = new ThemeColor('statusBarItem.errorBackground')
    this.item.show()
  }

  private count(): void {
    if (this.program === undefined) {
      return
    }
    let errors = 0
    let others = 0
    for (const [, list] of languages.getDiagnostics()) {
      for (const diagnostic of list) {
        if (diagnostic.source === 'drvlint' && diagnostic.code !== undefined) {
          if (diagnostic.severity === DiagnosticSeverity.Error) {
            errors++
          } else {
            others++
          }
        }
      }
    }
    const found = errors + others
    this.item.text = found === 0 ? '$(check) drvlint' : `$(${errors > 0 ? 'error' : 'warning'}) drvlint: ${found}`
    this.item.tooltip = `${found} ${found === 1 ? 'finding' : 'findings'}, ${errors} of them errors, by ${this.program}. Click to show what was found and how.`
  }

  dispose(): void {
    this.watch.dispose()
    this.item.dispose()
  }
}
