using Engine.Cli;

return SystemLimits.Run(() =>
{
    StandardText.UseUtf8();
    return CommandLine.Run(args);
});
