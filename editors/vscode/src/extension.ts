import { commands, Disposable, ExtensionContext, window, workspace } from 'vscode'
import { ExecuteCommandRequest, LanguageClient, LanguageClientOptions, ServerOptions, State } from 'vscode-languageclient/node'
import { find, shipped } from './program'
import { Report } from './report'
import { Status } from './status'

let client: LanguageClient | undefined
let folder = '' // of the extension
const status = new Status()
const report = new Report()

/** Starts the server when the first C or C++ file is opened, or a command is run. */
export async function activate(context: ExtensionContext): Promise<void> {
  context.subscriptions.push(
    status,
    report,
    commands.registerCommand('drvlint.restart', restart),
    commands.registerCommand('drvlint.workspace', () => execute('drvlint.analyzeWorkspace')),
    commands.registerCommand('drvlint.show', async () => {
      const text = await execute('drvlint.report')
      if (typeof text === 'string') {
        await report.show(text)
      }
    }),
    workspace.onDidChangeConfiguration(async change => {
      if (change.affectsConfiguration('drvlint.path')) {
        await restart()
      }
    }),
  )
  folder = context.extensionPath
  await start()
}

/** Stops the server. */
export async function deactivate(): Promise<void> {
  await client?.stop()
  client = undefined
}

async function restart(): Promise<void> {
  await deactivate()
  await start()
}

async function start(): Promise<void> {
  const wanted = workspace.getConfiguration('drvlint').get<string>('path', '').trim()
  const program = wanted === '' ? ((await shipped(folder)) ?? (await find('drvlint'))) : await find(wanted)
  if (program === undefined) {
    status.failed(`There is no program ${wanted || 'drvlint'}.`)
    complain(`There is no program ${wanted || 'drvlint'} to be run. Install drvlint, or set drvlint.path to where it is.`)
    return
  }
  const server: ServerOptions = { command: program, args: ['lsp'] }
  const options: LanguageClientOptions = {
    documentSelector: [
      { scheme: 'file', language: 'c' },
      { scheme: 'file', language: 'cpp' },
    ],
    synchronize: { configurationSection: 'drvlint' },
  }
  client = new LanguageClient('drvlint', 'drvlint', server, options)
  const watch: Disposable = client.onDidChangeState(change => {
    if (change.newState === State.Running) {
      status.runs(program)
    } else if (change.newState === State.Stopped) {
      status.failed('The language server has stopped.')
    }
  })
  try {
    await client.start()
  } catch (problem) {
    watch.dispose()
    client = undefined
    status.failed(`${program} lsp can't be started.`)
    complain(`${program} lsp can't be started: ${problem}`)
  }
}

/** Has the server execute a command, and returns its answer. */
async function execute(command: string): Promise<unknown> {
  if (client === undefined) {
    await start()
  }
  return client?.sendRequest(ExecuteCommandRequest.type, { command, arguments: [] })
}

/** Shows a message; nobody waits for the answer. */
function complain(message: string): void {
  const settings = 'Open Settings'
  void window.showErrorMessage(message, settings).then(answer => {
    if (answer === settings) {
      return commands.executeCommand('workbench.action.openSettings', 'drvlint.path')
    }
  })
}
