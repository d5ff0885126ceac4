using System.CommandLine;
using Engine.Peers;
using Engine.Peers.Beside;
using LLama.Exceptions;

var root = new RootCommand("Measures LLamaSharp in the way of 'engine bench', and beside Engine.") { BesideVerb.Create(), CallersVerb.Create(), GreedyVerb.Create() };
var result = root.Parse(args);
if (result.Errors is [var wrong, ..]) return Complain(wrong.Message);
try
{
    return await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception error) when (error is RuntimeError or InvalidOperationException or IOException or UnauthorizedAccessException)
{
    return Complain(error.Message);
}
catch (OperationCanceledException)
{
    return 130;
}

static int Complain(string sentence)
{
    Console.Error.WriteLine(sentence);
    return 2;
}
