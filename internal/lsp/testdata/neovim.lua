-- Opens the file that DRVLINT_FILE names, lets the server find, fix and explain, as its
-- user would, and writes what it saw to DRVLINT_REPORT as JSON. DRVLINT_LINES is a file with
-- the lines that start the server.
local lines, file, report = os.getenv('DRVLINT_LINES'), os.getenv('DRVLINT_FILE'), os.getenv('DRVLINT_REPORT')
local seen = {}

local function finish(problem)
  seen.problem = problem
  local out = assert(io.open(report, 'w'))
  out:write(vim.json.encode(seen))
  out:close()
  vim.cmd('qall!')
end

local function codes()
  local list = {}
  for _, d in ipairs(vim.diagnostic.get(0)) do
    table.insert(list, string.format('%s:%d', d.code, d.lnum + 1))
  end
  table.sort(list)
  return table.concat(list, ' ')
end

local function await(what, wanted)
  if not vim.wait(60000, function() return codes() == wanted end, 20) then
    error(string.format('%s: waited in vain for %q, there is %q', what, wanted, codes()))
  end
  seen[what] = codes()
end

local function position(line, column)
  return { textDocument = vim.lsp.util.make_text_document_params(), position = { line = line - 1, character = column - 1 } }
end

local function ask(method, params)
  local answers, failure = vim.lsp.buf_request_sync(0, method, params, 60000)
  if failure then error(method .. ': ' .. failure) end
  for _, answer in pairs(answers) do
    if answer.error then error(method .. ': ' .. answer.error.message) end
    return answer.result
  end
end

-- Applies the code action with a title to the finding in a line.
local function act(line, title)
  local where = { line = line - 1, character = 4 }
  local actions = ask('textDocument/codeAction', {
    textDocument = vim.lsp.util.make_text_document_params(),
    range = { start = where, ['end'] = where }, context = { diagnostics = {} },
  })
  local titles = {}
  for _, action in ipairs(actions) do
    table.insert(titles, action.title)
    if action.title:find(title, 1, true) then
      vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16')
      return
    end
  end
  error(string.format('no action %q in line %d, but %s', title, line, vim.inspect(titles)))
end

local function run()
  dofile(lines)
  vim.cmd('filetype on')
  vim.cmd('edit ' .. vim.fn.fnameescape(file))
  await('opened', 'fastmutexorder:7 fastmutexwait:15')
  seen.steps = #vim.diagnostic.get(0)[1].user_data.lsp.relatedInformation

  seen.routine = ask('textDocument/hover', position(15, 8)).contents.value
  seen.state = ask('textDocument/hover', position(16, 4)).contents.value

  vim.api.nvim_buf_set_lines(0, 14, 15, true, { '\t// nothing' })
  await('edited', 'fastmutexorder:7')
  vim.cmd('undo')
  await('undone', 'fastmutexorder:7 fastmutexwait:15')

  act(7, 'Release')
  await('fixed', 'fastmutexwait:15')
  seen.order = vim.api.nvim_buf_get_lines(0, 6, 8, true)
  act(15, 'Suppress')
  await('suppressed', '')
  seen.mark = vim.api.nvim_buf_get_lines(0, 14, 15, true)[1]
  vim.lsp.stop_client(vim.lsp.get_active_clients())
  if not vim.wait(10000, function() return #vim.lsp.get_active_clients() == 0 end, 20) then error('the server does not stop') end
end

local ok, problem = pcall(run)
finish(not ok and tostring(problem) or nil)
