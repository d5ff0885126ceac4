using System.CommandLine;
using Engine.Peers;
using LLama.Exceptions;

var result = CallersVerb.Root().Parse(args);
if (result.Errors is [var wrong, ..]) return Complain(wrong.Message);
try
{
    return await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception error) when (error is RuntimeError or InvalidOperationException)
{
    return Complain(error.Message);
}

static int Complain(string sentence)
{
    Console.Error.WriteLine(sentence);
    return 2;
}
