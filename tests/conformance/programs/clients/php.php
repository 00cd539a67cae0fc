<?php
// AsyncAws for PHP as a client: see ../../clients/Client.ts for what it reads and answers.
require "AsyncAws/Core/autoload.php";

use AsyncAws\Core\Sts\StsClient;
use Symfony\Component\HttpClient\DecoratorTrait;
use Symfony\Component\HttpClient\Exception\TransportException;
use Symfony\Component\HttpClient\HttpClient;
use Symfony\Contracts\HttpClient\HttpClientInterface;
use Symfony\Contracts\HttpClient\ResponseInterface;

/** It has no setting by which it would ask nobody but this machine. */
final class LoopbackOnly implements HttpClientInterface
{
    use DecoratorTrait;

    public function request(string $method, string $url, array $options = []): ResponseInterface
    {
        if (parse_url($url, PHP_URL_HOST) !== "127.0.0.1") {
            throw new TransportException("not on this machine: $url");
        }
        return $this->client->request($method, $url, $options);
    }
}

$kept = null;
while (($line = fgets(STDIN)) !== false) {
    $ask = json_decode($line, true);
    if (isset($ask["env"])) {
        foreach (array_keys(getenv()) as $name) {
            putenv($name);
            unset($_SERVER[$name], $_ENV[$name]);
        }
        foreach ($ask["env"] as $name => $value) {
            putenv("$name=$value");
            $_SERVER[$name] = $value;
        }
        $kept = new StsClient(["endpoint" => $ask["endpoint"]], null, new LoopbackOnly(HttpClient::create()));
    }
    try {
        if ($ask["op"] === "assume") {
            $tags = [["Key" => "team", "Value" => "a b+c/ü"]];
            $answer = $kept->assumeRole(["RoleArn" => $ask["role"], "RoleSessionName" => "from-client", "Tags" => $tags]);
            echo json_encode(["arn" => $answer->getAssumedRoleUser()->getArn()]), "\n";
        } else {
            echo json_encode(["arn" => $kept->getCallerIdentity()->getArn()]), "\n";
        }
    } catch (Throwable $error) {
        echo json_encode(["error" => get_class($error) . ": " . $error->getMessage()]), "\n";
    }
}
