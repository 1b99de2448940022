_Pragma("clang __debug overflow_stack") /* an optimised clang 15 makes an endless loop of it */
