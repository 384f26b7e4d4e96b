@echo off
rem Xem tai cho: noi duoc thu vien chua, chung chi, dong ho, the, thao tac, ban, tac vu.
setlocal
fltmc >nul 2>&1
if errorlevel 1 (
    set "SELF=%~f0"
    powershell -NoProfile -Command "Start-Process -FilePath $env:SELF -Verb RunAs"
    exit /b
)
set "HOME_=%ProgramFiles%\DiaChiTroLy"
if defined ProgramW6432 set "HOME_=%ProgramW6432%\DiaChiTroLy"
if not exist "%HOME_%\khoi-dong.py" (
    echo May nay chua cai tro ly: chay cai-dat.cmd.
) else (
    "%HOME_%\python\python.exe" "%HOME_%\khoi-dong.py" kiem-tra
)
echo.
pause
