<#
.SYNOPSIS
    Short names for the commands the README shows. Each is one plain line, so PowerShell is never needed.
.EXAMPLE
    ./build.ps1 test
#>
param(
    [ValidateSet('build', 'test', 'bench', 'native', 'pack')]
    [string] $Verb = 'build'
)

$ErrorActionPreference = 'Stop'
Push-Location $PSScriptRoot
try {
    switch ($Verb) {
        'build'  { dotnet build -c Release }
        'test'   { dotnet test -c Release }
        'bench'  { dotnet run --project src/Engine.Cli -c Release -- bench }
        'native' { dotnet build native/Engine.Runtime -p:EngineNativeSource=npm-cpu }
        'pack'   { dotnet pack -o artifacts }
    }
    exit $LASTEXITCODE
}
finally { Pop-Location }
