import { commands, ExtensionContext, window, workspace } from 'vscode'
import { LanguageClient, LanguageClientOptions, ServerOptions } from 'vscode-languageclient/node'
import { find, shipped } from './program'

let client: LanguageClient | undefined
let folder = '' // of the extension

/** Starts the server when the first C or C++ file is opened. */
export async function activate(context: ExtensionContext): Promise<void> {
  context.subscriptions.push(
    commands.registerCommand('drvlint.restart', restart),
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
    await complain(`There is no program ${wanted || 'drvlint'} to be run. Install drvlint, or set drvlint.path to where it is.`)
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
  try {
    await client.start()
  } catch (problem) {
    client = undefined
    await complain(`${program} lsp can't be started: ${problem}`)
  }
}

async function complain(message: string): Promise<void> {
  const settings = 'Open Settings'
  if ((await window.showErrorMessage(message, settings)) === settings) {
    await commands.executeCommand('workbench.action.openSettings', 'drvlint.path')
  }
}
