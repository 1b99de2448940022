;; What TestEmacs does in Emacs, in batch: what it saw goes to a file, as JSON.
;;
;; Environment: DRVLINT_LINES, the lines for init.el; DRVLINT_FILE, a source; DRVLINT_REPORT.
(require 'cl-lib)
(require 'json)
(load (getenv "DRVLINT_LINES") nil t t)
(require 'eglot)

(defvar seen nil "What was seen, by name.")

(defun note (name value) (push (cons name value) seen))

(defun await (what test)
  "Wait until TEST holds; WHAT says what that is."
  (let ((end (+ (float-time) 100)))
    (while (not (funcall test))
      (when (> (float-time) end)
        (error "waited in vain for %s; there are %S" what (mapcar #'flymake-diagnostic-text (flymake-diagnostics))))
      (accept-process-output nil 0.05))))

(defun findings (number)
  "Wait for a NUMBER of diagnostics."
  (flymake-start)
  (await (format "%d findings" number) (lambda () (= number (length (flymake-diagnostics))))))

(defun act (text start)
  "Take the code action whose title begins with START at TEXT, and save."
  (goto-char (point-min))
  (search-forward text)
  (let ((last-nonmenu-event t))
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_prompt choices &rest _)
                 (or (cl-find-if (lambda (title) (string-prefix-p start title)) (mapcar #'car choices))
                     (error "there is no action %s among %S" start (mapcar #'car choices))))))
      (eglot-code-actions (line-beginning-position) (line-end-position) nil t)))
  (save-buffer))

(defun look ()
  (find-file (getenv "DRVLINT_FILE"))
  (run-hooks 'post-command-hook) ; in which eglot and flymake start
  (await "the server" #'eglot-managed-p)
  (findings 2)
  (note 'texts (vconcat (mapcar #'flymake-diagnostic-text (flymake-diagnostics))))
  (goto-char (point-min))
  (search-forward "KeWait")
  (let (known)
    (eglot-hover-eldoc-function (lambda (text &rest _) (setq known (format "%s" text))))
    (await "what is known of the routine" (lambda () known))
    (note 'routine known))
  (act "ExReleaseFastMutex(&e->A);" "Exchange the releases")
  (findings 1)
  (act "KeWaitForSingleObject" "Suppress fastmutexwait")
  (findings 0)
  (note 'text (buffer-string)))

(condition-case problem (look) (error (note 'problem (error-message-string problem))))
(with-temp-file (getenv "DRVLINT_REPORT") (insert (json-encode seen)))
(kill-emacs)
