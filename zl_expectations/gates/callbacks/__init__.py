"""The tripwire as a callback of trainers, one file each; a trainer is imported when its callback is made."""
