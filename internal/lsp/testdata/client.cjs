// A client as editors are built on: it talks to the server with vscode-languageserver-protocol
// and prints what it saw as JSON. Arguments: the server's program, a folder with two files.
const { spawn } = require('node:child_process')
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')
const lsp = require('vscode-languageserver-protocol/node')

const [program, folder] = process.argv.slice(2)
const seen = { progress: [], versions: [] }

async function main() {
  const server = spawn(program, ['lsp'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = new Promise(resolve => server.on('exit', resolve))
  const connection = lsp.createProtocolConnection(new lsp.StreamMessageReader(server.stdout), new lsp.StreamMessageWriter(server.stdin))
  const published = new Map()
  let wake = () => {}
  connection.onNotification(lsp.PublishDiagnosticsNotification.type, p => {
    published.set(p.uri, p)
    if (p.uri.endsWith('flush.c')) seen.versions.push(p.version)
    wake()
  })
  connection.onRequest(lsp.WorkDoneProgressCreateRequest.type, p => {
    connection.onProgress(lsp.WorkDoneProgress.type, p.token, value => seen.progress.push(value.kind))
  })
  connection.onRequest(lsp.ConfigurationRequest.type, p => p.items.map(() => ({ inlayHints: true, disable: ['sendloop'] })))
  connection.onRequest(lsp.RegistrationRequest.type, p => { seen.registered = p.registrations.map(r => r.method).sort() })
  connection.listen()

  const until = async (what, holds) => {
    const give = Date.now() + 60000
    while (!holds()) {
      if (Date.now() > give) throw new Error(`waited in vain for ${what}: ${JSON.stringify([...published.values()])}`)
      await new Promise(resolve => { wake = resolve; setTimeout(resolve, 200) })
    }
  }
  const uri = name => pathToFileURL(join(folder, name)).href
  const codes = name => (published.get(uri(name))?.diagnostics ?? []).map(d => `${d.code}:${d.range.start.line + 1}`).join(' ')

  const initialized = await connection.sendRequest(lsp.InitializeRequest.type, {
    processId: process.pid, rootUri: null, workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'driver' }],
    capabilities: {
      workspace: { configuration: true, workspaceEdit: { documentChanges: true }, didChangeWatchedFiles: { dynamicRegistration: true } },
      textDocument: { publishDiagnostics: { relatedInformation: true, versionSupport: true, codeDescriptionSupport: true } },
      window: { workDoneProgress: true },
    },
  })
  seen.server = initialized.serverInfo.name
  connection.sendNotification(lsp.InitializedNotification.type, {})
  const open = name => connection.sendNotification(lsp.DidOpenTextDocumentNotification.type, {
    textDocument: { uri: uri(name), languageId: 'c', version: 1, text: readFileSync(join(folder, name), 'utf8') },
  })
  const edit = (name, version, ...contentChanges) =>
    connection.sendNotification(lsp.DidChangeTextDocumentNotification.type, { textDocument: { uri: uri(name), version }, contentChanges })

  open('holder.c')
  open('flush.c')
  await until('the finding', () => codes('holder.c') !== '')
  const [finding] = published.get(uri('holder.c')).diagnostics
  seen.finding = { code: finding.code, href: finding.codeDescription.href, severity: finding.severity, source: finding.source }
  seen.path = finding.relatedInformation.map(r => `${r.location.uri.split('/').pop()}:${r.location.range.start.line + 1}`)

  const hints = await connection.sendRequest(lsp.InlayHintRequest.type, {
    textDocument: { uri: uri('holder.c') }, range: { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } },
  })
  seen.hints = hints.map(h => `${h.position.line + 1}: ${h.label}`)

  const pulled = await connection.sendRequest(lsp.DocumentDiagnosticRequest.type, { textDocument: { uri: uri('holder.c') } })
  seen.pulled = pulled.items.length

  // The other file no longer waits: the finding goes.
  edit('flush.c', 2, { range: { start: { line: 3, character: 1 }, end: { line: 3, character: 1 } }, text: 'return;\n\t' })
  await until('the finding to go', () => codes('holder.c') === '')
  edit('flush.c', 3, { range: { start: { line: 3, character: 1 }, end: { line: 4, character: 1 } }, text: '' })
  await until('the finding to come back', () => codes('holder.c') === 'fastmutexwait:5')

  const actions = await connection.sendRequest(lsp.CodeActionRequest.type, {
    textDocument: { uri: uri('holder.c') }, range: finding.range, context: { diagnostics: [finding] },
  })
  seen.actions = actions.map(a => a.title)
  seen.edit = actions[0].edit.documentChanges[0]

  await connection.sendRequest(lsp.ShutdownRequest.type)
  connection.sendNotification(lsp.ExitNotification.type)
  seen.exit = await exited
  console.log(JSON.stringify(seen))
  process.exit(0)
}

main().catch(problem => {
  console.error(problem)
  process.exit(1)
})
