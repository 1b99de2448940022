import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, isAbsolute, join } from 'node:path'

/** Returns the program that came with the extension in a folder, undefined if none did. */
export async function shipped(extension: string): Promise<string | undefined> {
  const program = join(extension, 'bin', process.platform === 'win32' ? 'drvlint.exe' : 'drvlint')
  return (await runs(program)) ? program : undefined
}

/**
 * Returns the path of the program that a setting names, undefined if there is none that
 * can be run. A name without folders is looked for in PATH; ~ is the user's home. A path
 * that is relative is not taken: a workspace must not bring the program that is run in it.
 */
export async function find(wanted: string): Promise<string | undefined> {
  const name = wanted.trim().replace(/^~(?=[/\\])/, homedir())
  if (isAbsolute(name)) {
    return (await runs(name)) ? name : undefined
  }
  if (name === '' || /[/\\]/.test(name)) {
    return undefined
  }
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    if (isAbsolute(folder) && (await runs(join(folder, name)))) {
      return join(folder, name)
    }
  }
  return undefined
}

async function runs(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
