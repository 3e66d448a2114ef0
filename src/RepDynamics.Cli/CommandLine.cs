using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using RepDynamics.Checkpoints;
using RepDynamics.Claims;
using RepDynamics.Cli.Commands;
using RepDynamics.Data;
using RepDynamics.Downloads;
using RepDynamics.IO;
using RepDynamics.Numerics;
using RepDynamics.Runs;
using RepDynamics.Similarity;

namespace RepDynamics.Cli;

/// <summary>The command <c>repdynamics</c>: its subcommands and its error messages.</summary>
internal static class CommandLine
{
    private const string Verbose = "--verbose", Results = "--results";

    // A value may start with @.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    public static ExitCode Run(IReadOnlyList<string> args, CommandContext context)
    {
        ParseResult parsed = Build(context).Parse(args, Parsing);
        if (parsed.GetResult(Results) is OptionResult { Tokens: [{ Value: var folder }] })
        {
            if (folder.Length == 0) return WriteError(new CommandException(ExitCode.Usage, $"{Results} names no folder.", "Name one, or leave the option out."), false, context);
            context = context with { ProjectLayout = context.ProjectLayout.WithResults(folder) };
            parsed = Build(context).Parse(args, Parsing);
        }
        if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction or null) return WriteUsageError(parsed, context);
        try
        {
            return (ExitCode)parsed.Invoke(new InvocationConfiguration
            {
                Output = context.Out,
                Error = context.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception e)
        {
            return WriteError(e, parsed.GetValue<bool>(Verbose), context);
        }
    }

    public static Command Build(CommandContext context)
    {
        CommonOptions common = new();
        // A RootCommand would be named after the assembly.
        Command root = new(
            "repdynamics",
            $"Tests the claims of arXiv 2405.17377 about how representations evolve in training.\n\nExit codes:\n{ExitCodes.Help}")
        {
            new HelpOption { Action = new HelpAction { MaxWidth = context.Width } },
            new VersionOption(),
            new Option<bool>(Verbose) { Description = "Show the stack trace of an error.", Recursive = true },
            new Option<string?>(Results) { Description = "The folder of results; by default artifacts/results of the checkout.", HelpName = "DIR", Recursive = true },
            ClaimsCommand.Build(context, common),
            CostCommand.Build(context, common),
            RunCommand.Build(context, common),
            SweepCommand.Build(context, common),
            ReportCommand.Build(context, common),
            FiguresCommand.Build(context, common),
            DiffCommand.Build(context, common),
            AcceptCommand.Build(context, common),
            RunsCommand.Build(context, common),
            SimilarityCommand.Build(context, common),
            FetchCommand.Build(context, common),
            DoctorCommand.Build(context, common),
            DoctorCommand.Version(context, common),
        };
        // A command that has only subcommands shows its help.
        foreach (Command command in (Command[])[root, .. root.Subcommands.Where(c => c is { Subcommands.Count: > 0, Action: null })])
            command.SetAction(new HelpAction { MaxWidth = context.Width }.Invoke);
        return root;
    }

    private static ExitCode WriteUsageError(ParseResult parsed, CommandContext context)
    {
        Command command = parsed.CommandResult.Command;
        string path = string.Join(' ', Path(parsed));
        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens.FirstOrDefault(t => !t.StartsWith('-')) is { } unknown)
            return WriteError(CommandException.Unknown("command", unknown, [.. command.Subcommands.Select(c => c.Name)]), false, context);
        (string message, string remedy) = (parsed.Errors[0].Message, $"See {path} --help.");
        string[] options = [.. command.Options.SelectMany(o => o.Aliases.Append(o.Name)), Verbose, Results];
        if (parsed.Tokens.Select(t => t.Value).FirstOrDefault(t => t.StartsWith('-') && !options.Contains(t) && message.Contains(t, StringComparison.Ordinal)) is { } mistyped)
            (message, remedy) = ($"There is no option {mistyped}.", $"{Nearest.Hint(mistyped, options)}{remedy}");
        else if (parsed.Errors[0].SymbolResult is OptionResult { Option: { } option, Tokens: [{ Value: { } value }] } && option.ValueType == typeof(int?))
            message = $"{option.Name} '{value}' is no whole number.";
        return WriteError(new CommandException(ExitCode.Usage, message, remedy), false, context);
    }

    // The names of the parsed command: repdynamics, runs, list.
    private static List<string> Path(ParseResult parsed)
    {
        List<string> names = [];
        for (SymbolResult? result = parsed.CommandResult; result is CommandResult command; result = result.Parent) names.Insert(0, command.Command.Name);
        return names;
    }

    private static ExitCode WriteError(Exception error, bool verbose, CommandContext context)
    {
        (ExitCode code, string message, string remedy) = error switch
        {
            CommandException e => (e.Code, e.Message, e.Remedy),
            CheckpointException e => (ExitCode.Attention, e.Message, e.Remedy),
            FeatureException e => (ExitCode.Attention, e.Message, e.Remedy),
            FetchException e => (ExitCode.Attention, e.Message, e.Remedy),
            InvalidOperationException e when e.Message.StartsWith(RunScheduler.ParallelRunsVariable, StringComparison.Ordinal) => (ExitCode.Usage, e.Message, ""),
            ClaimFileException or DataFileException or LibtorchException or InvalidDataException => (ExitCode.Attention, error.Message, ""),
            IOException or UnauthorizedAccessException => (
                ExitCode.Attention, error.Message, "repdynamics doctor shows which folders can be written, and the free space."),
            _ => (
                ExitCode.Unexpected,
                $"Unexpected {error.GetType().Name}: {error.Message}",
                verbose ? "" : "--verbose shows the stack trace; please report it."),
        };
        // A program that reads the message finds it in one line.
        int width = context.OutIsTerminal ? context.Width : int.MaxValue;
        Output.Prose(context.Error, $"repdynamics: {OneLine(message)}", width);
        if (remedy.Length > 0) Output.Prose(context.Error, OneLine(remedy), width, indent: 2);
        if (verbose) context.Error.WriteLine(error);
        return code;
    }

    private static string OneLine(string text) =>
        Quote.Escaped(string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));
}
